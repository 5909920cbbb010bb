"""The page on a scripted hub: failovers, breaks and late answers, each at the moment that matters."""

import re

from playwright.sync_api import Page, expect

from browser import BrowserTests
from scripted import URL, ScriptedHub

FLIGHT = "11111111-1111-4111-8111-111111111111"


def movement(airport: str, city: str, time: str, **more) -> dict:
    return {"airport": airport, "city": city, "timeZone": "UTC", "scheduled": time, **more}


def flight(version: int, status="scheduled", gate=None, flight_id=FLIGHT, number="FH100", **more):
    return {
        "flightId": flight_id, "flightNumber": number, "airline": "FH", "date": "2026-11-30",
        "origin": "LHR", "destination": "JFK", "status": status, "delayMinutes": 0,
        "departure": movement("LHR", "London", "2099-11-30T12:00:00+00:00",
                              **({"gate": gate} if gate else {})),
        "arrival": movement("JFK", "New York", "2099-11-30T20:00:00-05:00"),
        "aircraft": {"type": "77W", "name": "Boeing 777"}, "version": version, **more}


class FlightTests(BrowserTests):
    TOPIC = f"flight:{FLIGHT}"

    def open(self, answer=404, state=None, cursor="1.a.40") -> tuple[ScriptedHub, Page]:
        window = self.window()
        window.expected = {404, 503}
        hub = ScriptedHub(window.page)
        hub.answers[f"GET /flights/{FLIGHT}"] = answer
        hub.states[f"seats:{FLIGHT}"] = (cursor, {"cabins": []})
        if state:
            hub.states[self.TOPIC] = (cursor, state)
        window.page.goto(f"{URL}/#/flights/{FLIGHT}")
        return hub, window.page

    def assert_shows(self, page: Page, status: str, gate: str) -> None:
        expect(page.locator(".flight-head .status .unseen")).to_have_text(status)
        expect(page.locator(".flight-head .gate .unseen")).to_have_text(gate)

    def test_snapshot_of_a_new_epoch_takes_back_what_was_undone(self):
        undone = flight(7, "boarding", "A7")
        hub, page = self.open(undone, undone)
        self.assert_shows(page, "boarding", "A7")
        hub.says(op="snapshot", topic=self.TOPIC, cursor="2.b.3", reason="epoch",
                 state=flight(5, "scheduled", "B2"))
        self.assert_shows(page, "on time", "B2")
        hub.tells(self.TOPIC, "2.b.4", "2.b.3", "flight:updated", flight(6, "delayed", "B3"))
        self.assert_shows(page, "delayed", "B3")

    def test_event_that_a_snapshot_holds_already_changes_nothing(self):
        hub, page = self.open(state=flight(7, "boarding", "A7"))
        self.assert_shows(page, "boarding", "A7")
        hub.tells(self.TOPIC, "1.a.41", "1.a.40", "flight:updated", flight(6, "delayed", "A6"))
        hub.tells(self.TOPIC, "1.a.42", "1.a.41", "flight:updated", flight(8, "boarding", "A8"))
        self.assert_shows(page, "boarding", "A8")

    def test_answer_from_before_the_epoch_comes_too_late(self):
        hub, page = self.open(lambda: None, flight(5, "scheduled", "B2"), "2.b.3")
        self.assert_shows(page, "on time", "B2")
        with page.expect_response(f"**/flights/{FLIGHT}"):
            hub.open.pop().fulfill(json=flight(7, "boarding", "A7"))
        hub.tells(self.TOPIC, "2.b.4", "2.b.3", "flight:updated", flight(6, "delayed", "B3"))
        self.assert_shows(page, "delayed", "B3")

    def test_reason_that_is_gone_is_shown_no_longer(self):
        hub, page = self.open(state=flight(7, "delayed", "A7", statusReason="late_aircraft"))
        expect(page.get_by_text("Late aircraft")).to_be_visible()
        hub.tells(self.TOPIC, "1.a.41", "1.a.40", "flight:updated", flight(8, "scheduled", "A7"))
        self.assert_shows(page, "on time", "A7")
        expect(page.get_by_text("Late aircraft")).to_have_count(0)

    def test_flight_that_could_not_be_read_is_shown_when_it_comes(self):
        hub, page = self.open(503)
        expect(page.get_by_role("heading", name="The flight cannot be shown")).to_be_visible()
        hub.says(op="snapshot", topic=self.TOPIC, cursor="1.a.41", state=flight(7, "boarding", "A7"))
        self.assert_shows(page, "boarding", "A7")
        expect(page.get_by_role("heading", name="cannot be shown")).to_have_count(0)
