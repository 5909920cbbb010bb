"""Every event that a hub emits is one of `protocol/events`, and looks as it says there."""

import time
import unittest
import uuid

from hub import API
from schemas import validators


class ExampleTests(unittest.TestCase):
    def test_examples_are_valid(self):
        for kind, validator in validators().items():
            with self.subTest(kind):
                validator.check_schema(validator.schema)
                self.assertTrue(validator.schema["examples"])
                for example in validator.schema["examples"]:
                    validator.validate(example)


class EmittedTests(unittest.TestCase):
    """A flight and a booking on it go through everything that can be done to them by hand."""

    def test_emitted_events_are_valid(self):
        admin, agent = API("admin"), API("travel")
        flight, seats, price = self.flight_for_sale(admin)
        paid = self.hold(agent, flight, seats[-1], price)
        agent.call("POST", "/payments", {"bookingId": paid["bookingId"], "method": "balance", **price}, **key())
        left = self.hold(agent, flight, seats[-2], price)
        day = flight["departure"]["scheduled"]
        self.change(admin, flight, {"departure": {"gate": "E7"}})
        self.change(admin, flight, {"statusReason": "Late arrival of the aircraft", "status": "delayed",
                                    "departure": {"estimated": f"{day[:11]}23:55{day[16:]}"}})
        self.change(admin, flight, {"statusReason": "Weather"})
        for booking in (paid, left):
            agent.call("POST", f"/bookings/{booking['pnr']}/cancellation",
                       {"reason": "requested_by_customer"}, **key())
        topics = [f"flight:{flight['flightId']}", f"seats:{flight['flightId']}",
                  f"booking:{paid['bookingId']}", f"booking:{left['bookingId']}"]
        events = self.history(admin, topics, f"booking/{left['bookingId']}", "booking:cancelled")
        person = self.come_and_go()
        events += self.history(admin, [f"user:{person}"], None, "session:revoked")
        known, seen = validators(), set()
        for event in events:
            self.assertIn(event["type"], known)
            known[event["type"]].validate(event)
            self.assertEqual(int(event["sequence"]), event["data"]["version"])
            seen.add(event["type"])
        # A hold that runs out takes half an hour: BookingTests have that one.
        self.assertEqual(known.keys() - seen, {"booking:expired"})

    def flight_for_sale(self, api):
        day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 3 * 86_400))
        flights = api.call("GET", f"/flights?origin=FRA&date={day}&status=scheduled&limit=20")["data"]
        flight = min(flights, key=lambda each: each["departure"]["scheduled"])
        cabin = api.call("GET", f"/flights/{flight['flightId']}/seat-map")["cabins"][-1]
        seats = [seat["designator"] for row in cabin["rows"] for section in row["sections"]
                 for seat in section["elements"] if seat["state"] == "available"]
        return flight, seats, cabin["price"]

    def hold(self, api, flight, designator, price):
        lock = api.call("POST", f"/flights/{flight['flightId']}/seat-locks",
                        {"seats": [{"designator": designator}]}, **key())
        passenger = {"type": "adult", "givenName": "Ada", "familyName": "Lovelace", "bornOn": "1985-12-10"}
        return api.call("POST", "/bookings", {
            "type": "hold", "flightId": flight["flightId"], "seatLockIds": [lock["id"]],
            "passengers": [passenger], "contact": {"email": "ada@flighthub.test"},
            "expectedTotal": price}, **key())

    def change(self, api, flight, change):
        api.call("GET", f"/flights/{flight['flightId']}")
        api.call("PATCH", f"/flights/{flight['flightId']}", change, **{"If-Match": api.etag})

    def come_and_go(self):
        """Somebody new signs up and out again; gives the account's id."""
        guest = API()
        answer = guest.call("POST", "/auth/register", {
            "email": f"{uuid.uuid4()}@flighthub.test", "password": "flighthub-demo",
            "givenName": "Grace", "familyName": "Hopper"})
        guest.token = answer["accessToken"]
        guest.call("POST", "/auth/logout", {})
        return answer["user"]["id"]

    def history(self, api, topics, subject, kind):
        """The events of the topics, once the one of `kind` (on `subject`) is among them."""
        for _ in range(100):
            page = api.call("GET", f"/events?topics={','.join(topics)}&limit=500")
            events = [entry["event"] for entry in page["data"]]
            if any(event["type"] == kind and subject in (None, event["subject"]) for event in events):
                return events
            time.sleep(0.1)
        self.fail("the last event did not come")


def key() -> dict:
    return {"Idempotency-Key": f'"{uuid.uuid4()}"'}
