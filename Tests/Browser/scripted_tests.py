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


class SessionTests(BrowserTests):
    def test_renewal_that_a_break_cuts_off_does_not_bring_the_page_back_early(self):
        window = self.window()
        page = window.page
        hub = ScriptedHub(page)
        hub.sign_in("customer")
        hub.answers["POST /auth/refresh"] |= {"expiresIn": 100}
        hub.states["airport:LHR"] = ("1.a.40", {"departures": [], "arrivals": []})
        page.clock.install()
        page.goto(f"{URL}/#/board/LHR")
        expect(page.locator("#freshness")).to_have_text(re.compile("^Live"))
        page.clock.run_for(10_000)
        hub.wait_until(lambda: hub.tokens)
        hub.says(op="bye", code=1012, reason="drain", reconnectAfterMs=60_000)
        hub.socket.close(code=1012, reason="drain")
        expect(page.locator("#freshness")).to_have_text(re.compile("^Reconnecting in (60|59)"))
        self.assertEqual(len(hub.asked), 1)

    def test_session_that_could_not_be_restored_is_tried_for_again(self):
        window = self.window()
        window.expected = {503}
        hub = ScriptedHub(window.page)
        hub.sign_in("customer")
        session, hub.answers["POST /auth/refresh"] = hub.answers["POST /auth/refresh"], 503
        window.page.clock.install()
        window.page.goto(f"{URL}/#/board/LHR")
        account = window.page.locator("#account")
        expect(account.get_by_role("button", name="Sign in")).to_be_visible()
        hub.answers["POST /auth/refresh"] = session
        window.page.clock.run_for(8_000)
        expect(account.locator(".avatar")).to_be_visible()

    def test_browser_that_is_offline_is_believed_once_the_hub_is_silent(self):
        window = self.window()
        page, shown = window.page, window.page.locator("#freshness")
        hub = ScriptedHub(page)
        page.clock.install()
        page.goto(f"{URL}/#/board/LHR")
        expect(shown).to_have_text(re.compile("^Live"))
        window.context.set_offline(True)
        page.clock.run_for(5_000)
        expect(shown).to_have_text(re.compile("^Live"), timeout=1_000)
        window.context.set_offline(False)
        silent, hub.is_cut_off = hub.socket, True
        window.context.set_offline(True)
        page.clock.run_for(5_000)
        hub.wait_until(lambda: hub.socket is not silent)
        expect(shown).not_to_have_text(re.compile("^Live"))

    def test_address_that_is_mistyped_is_said_in_words(self):
        page = self.window().page
        ScriptedHub(page)
        page.goto(f"{URL}/#/board/%")
        expect(page.get_by_role("heading", name="No such page")).to_be_visible()
        expect(page.locator("#freshness")).to_have_text(re.compile("^Live"))


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

    def test_flight_that_a_new_epoch_does_not_have_is_gone(self):
        hub, page = self.open(state=flight(7, "boarding", "A7"))
        self.assert_shows(page, "boarding", "A7")
        for topic in (self.TOPIC, f"seats:{FLIGHT}"):
            hub.says(op="snapshot", topic=topic, cursor="2.b.3", reason="epoch", state={})
        expect(page.get_by_role("heading", name="No such flight")).to_be_visible()
        hub.says(op="snapshot", topic=self.TOPIC, cursor="3.c.1", state=flight(1, gate="B2"))
        self.assert_shows(page, "on time", "B2")

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



class BoardTests(BrowserTests):
    TOPIC = "airport:LHR"

    def open(self, *flights: dict) -> tuple[ScriptedHub, Page]:
        window = self.window()
        window.page.clock.install()
        hub = ScriptedHub(window.page)
        self.holds(hub, "1.a.40", *flights)
        window.page.goto(f"{URL}/#/board/LHR")
        return hub, window.page

    def holds(self, hub: ScriptedHub, cursor: str, *flights: dict) -> None:
        state = {"airport": "LHR", "departures": list(flights), "arrivals": []}
        hub.states[self.TOPIC] = (cursor, state)

    def pass_minutes(self, hub: ScriptedHub, page: Page, minutes: int) -> None:
        for _ in range(minutes * 6):
            hub.says(op="mark", cursor="1.a.40")  # in silence the page would call it broken
            page.clock.fast_forward(10_000)

    def assert_shows(self, page: Page, *flights: str) -> None:
        expect(page.locator(".rows .row .flight .unseen")).to_have_text(list(flights))

    def test_board_that_stays_open_gets_the_flights_of_later(self):
        hub, page = self.open(flight(1))
        self.assert_shows(page, "FH100")
        later = flight(1, flight_id=FLIGHT.replace("1", "2"), number="FH200")
        self.holds(hub, "1.a.60", flight(1), later)
        self.pass_minutes(hub, page, 40)
        self.assertEqual(hub.asked, [[self.TOPIC]])
        self.pass_minutes(hub, page, 40)
        self.assert_shows(page, "FH100", "FH200")
        # From the beginning, each time: a position would give the events since then, and no flight.
        self.assertEqual(hub.asked, [[self.TOPIC], [self.TOPIC]])

    def test_event_of_a_type_that_is_not_known_is_passed_over(self):
        hub, page = self.open(flight(1, gate="A1"))
        gate = page.locator(".rows .row .gate .unseen")
        expect(gate).to_have_text("A1")
        complaints = []
        page.on("console", lambda message: complaints.append(message.text))
        hub.tells(self.TOPIC, "1.a.41", "1.a.40", "org.example.weather", {"wind": 7})
        hub.tells(self.TOPIC, "1.a.42", "1.a.41", "flight:gate_changed", flight(2, gate="A2"))
        expect(gate).to_have_text("A2")
        self.assertEqual(complaints, [])

    def test_board_that_has_not_caught_up_is_not_called_live(self):
        hub, page = self.open(flight(1))
        self.assert_shows(page, "FH100")
        freshness = page.locator("#freshness")
        expect(freshness).to_have_text(re.compile("^Live"))
        hub.is_slow = True
        hub.socket.close(code=1012, reason="cut")
        expect(freshness).to_have_text(re.compile("^Reconnecting"))
        page.clock.run_for(2_000)
        expect(freshness).to_have_text(re.compile("^Catching up since"))
        expect(page.locator("body")).to_have_attribute("data-fresh", "false")
        hub.answer("resumed")
        hub.says(op="mark", topic=self.TOPIC, cursor="1.a.50")
        expect(freshness).to_have_text(re.compile("^Live"))
        expect(page.locator("body")).to_have_attribute("data-fresh", "true")

    def test_snapshot_of_a_new_epoch_takes_back_what_was_undone(self):
        hub, page = self.open(flight(7, "boarding", "A7"))
        gate = page.locator(".rows .row .gate .unseen")
        expect(gate).to_have_text("A7")
        hub.says(op="snapshot", topic=self.TOPIC, cursor="2.b.3", reason="epoch", state={
            "airport": "LHR", "departures": [flight(5, gate="B2")], "arrivals": []})
        expect(gate).to_have_text("B2")


def booking(number: int, version: int, status="pending") -> dict:
    return {
        "bookingId": f"b-{number}", "pnr": f"PNR00{number}", "status": status,
        "paymentStatus": "paid" if status == "confirmed" else "unpaid", "version": version,
        "total": {"amount": "100.00", "currency": "EUR"}, "passengerCount": 1,
        "slices": [{"flightId": FLIGHT, "flightNumber": "FH100", "origin": "LHR",
                    "destination": "JFK", "departure": "2099-11-30T12:00:00+00:00"}],
        "updatedAt": "2026-11-30T12:00:00Z"}


class BookingsTests(BrowserTests):
    TOPIC = "user:u-1"

    def open(self, *bookings: dict, slow=False) -> tuple[ScriptedHub, Page]:
        window = self.window()
        hub = ScriptedHub(window.page)
        hub.sign_in("customer")
        hub.is_slow = slow
        self.holds(hub, *bookings)
        window.page.goto(f"{URL}/#/bookings")
        return hub, window.page

    def holds(self, hub: ScriptedHub, *bookings: dict) -> None:
        hub.answers["GET /bookings"] = {"data": list(bookings), "page": {}}

    def assert_shows(self, page: Page, **statuses: str) -> None:
        """PNRs in their order from the top, each with its status."""
        expect(page.locator(".booking")).to_have_count(len(statuses))
        for place, (pnr, status) in enumerate(statuses.items()):
            card = page.locator(".booking").nth(place)
            expect(card).to_have_attribute("data-pnr", pnr)
            expect(card).to_have_attribute("data-status", status)

    def test_booking_made_between_the_answer_and_live_is_shown(self):
        hub, page = self.open(booking(1, 1), slow=True)
        self.assert_shows(page, PNR001="pending")
        self.holds(hub, booking(2, 1), booking(1, 2, "confirmed"))
        hub.answer()
        self.assert_shows(page, PNR002="pending", PNR001="confirmed")

    def test_reset_replaces_what_was_undone_and_reads_around_what_nodes_keep(self):
        hub, page = self.open(booking(2, 9, "confirmed"), booking(1, 4))
        self.assert_shows(page, PNR002="confirmed", PNR001="pending")
        hub.wait_until(lambda: len(self.readings(hub)) == 2)
        self.holds(hub, booking(1, 3, "cancelled"))
        hub.says(op="reset", topic=self.TOPIC, cursor="2.b.3", reason="epoch")
        self.assert_shows(page, PNR001="cancelled")
        self.assertEqual(self.readings(hub)[2]["cache-control"], "no-cache")

    def test_event_that_overtakes_the_answer_has_the_last_word(self):
        hub, page = self.open(booking(1, 1), slow=True)
        self.assert_shows(page, PNR001="pending")
        page.get_by_role("button", name="Held").click()
        self.assert_shows(page, PNR001="pending")
        hub.answers["GET /bookings"] = lambda: None
        hub.answer()
        hub.wait_until(lambda: hub.open)
        hub.tells(self.TOPIC, "1.a.41", "1.a.40", "booking:confirmed", booking(1, 2, "confirmed"))
        hub.tells(self.TOPIC, "1.a.42", "1.a.41", "booking:created", booking(2, 1))
        expect(page.locator(".activity")).to_contain_text("PNR002 held")
        hub.open.pop().fulfill(json={"data": [booking(1, 1)], "page": {}})
        self.assert_shows(page, PNR002="pending", PNR001="confirmed")

    def test_list_that_could_not_be_read_comes_when_the_topic_is_live(self):
        window = self.window()
        window.expected = {503}
        hub = ScriptedHub(window.page)
        hub.sign_in("customer")
        hub.is_slow = True
        hub.answers["GET /bookings"] = 503
        window.page.goto(f"{URL}/#/bookings")
        expect(window.page.get_by_text("The bookings cannot be shown")).to_be_visible()
        self.holds(hub, booking(1, 1))
        hub.answer()
        self.assert_shows(window.page, PNR001="pending")

    def test_answer_that_never_comes_or_breaks_off_is_said_and_tried_again(self):
        window = self.window()
        hub = ScriptedHub(window.page)
        hub.sign_in("customer")
        window.page.clock.install()
        hub.answers["GET /bookings"] = lambda: None
        page = window.page
        page.goto(f"{URL}/#/bookings")
        hub.wait_until(lambda: len(hub.open) == 2)
        page.clock.fast_forward(20_000)
        expect(page.get_by_text("The hub cannot be reached")).to_be_visible()
        for given_up in hub.open:
            given_up.abort()
        page.get_by_role("button", name="Try again").click()
        hub.wait_until(lambda: len(hub.open) == 3)
        hub.open.pop().fulfill(body='{"data": [', content_type="application/json")
        expect(page.get_by_text("The hub cannot be reached")).to_be_visible()
        self.holds(hub, booking(1, 1))
        page.get_by_role("button", name="Try again").click()
        self.assert_shows(page, PNR001="pending")

    def test_feed_whose_topics_could_not_be_read_is_tried_for_again(self):
        window = self.window()
        window.expected = {503}
        hub = ScriptedHub(window.page)
        hub.sign_in("admin")
        window.page.clock.install()
        self.holds(hub)
        hub.answers["GET /airlines"] = 503
        window.page.goto(f"{URL}/#/bookings")
        excuse = window.page.get_by_text("The live feed is not to be had now")
        expect(excuse).to_be_visible()
        hub.answers["GET /airlines"] = {"data": [{"iata": "FH"}], "page": {}}
        window.page.clock.run_for(8_000)
        hub.wait_until(lambda: ["ops", "airline:FH"] in hub.asked)
        hub.tells("airline:FH", "1.a.41", "1.a.40", "booking:created", booking(1, 1))
        self.assert_shows(window.page, PNR001="pending")
        expect(excuse).to_have_count(0)

    def test_event_of_a_type_that_is_not_known_is_named(self):
        hub, page = self.open(booking(1, 1))
        self.assert_shows(page, PNR001="pending")
        hub.wait_until(lambda: hub.asked)
        hub.tells(self.TOPIC, "1.a.41", "1.a.40", "org.example.weather", {"wind": 7})
        expect(page.locator(".activity li")).to_have_text(re.compile(r"org\.example\.weather\s*$"))

    def test_break_without_a_gap_reads_nothing_again(self):
        hub, page = self.open(booking(1, 1))
        hub.wait_until(lambda: len(self.readings(hub)) == 2)
        self.assert_shows(page, PNR001="pending")
        hub.is_slow = True
        hub.socket.close(code=1012, reason="cut")
        hub.answer("resumed")
        hub.tells(self.TOPIC, "1.a.41", "1.a.40", "booking:confirmed", booking(1, 2, "confirmed"))
        hub.says(op="mark", topic=self.TOPIC, cursor="1.a.41")
        self.assert_shows(page, PNR001="confirmed")
        self.assertEqual(len(self.readings(hub)), 2)

    def readings(self, hub: ScriptedHub) -> list[dict]:
        return [fields for call, fields in hub.calls if call == "GET /bookings"]


class CheckoutTests(BrowserTests):
    """The reader's own bookings beside the seat map."""

    def open(self, held: dict) -> tuple[ScriptedHub, Page]:
        window = self.window()
        hub = ScriptedHub(window.page)
        hub.sign_in("customer")
        hub.answers[f"GET /flights/{FLIGHT}"] = flight(1)
        hub.answers["GET /bookings"] = {"data": [held], "page": {}}
        hub.states[f"flight:{FLIGHT}"] = (hub.cursor, flight(1))
        hub.states[f"seats:{FLIGHT}"] = (hub.cursor, self.seats("locked"))
        hub.states["booking:b-1"] = (hub.cursor, held)
        window.page.goto(f"{URL}/#/flights/{FLIGHT}")
        return hub, window.page

    def seats(self, state: str) -> dict:
        seat = {"designator": "12A", "state": state, "version": 1}
        return {"cabins": [{"cabin": "economy", "rows": [
            {"row": 12, "sections": [{"elements": [seat]}]}]}]}

    def held(self, version: int, status="pending") -> dict:
        return booking(1, version, status) | {"seats": ["12A"], "customerId": "u-1"}

    def assert_shows(self, page: Page, status: str, seat: str) -> None:
        expect(page.locator(".checkout .booking")).to_have_attribute("data-status", status)
        expect(page.locator('[data-seat="12A"]')).to_have_attribute("data-state", seat)

    def test_hold_that_runs_out_gives_back_the_seat(self):
        hub, page = self.open(self.held(1))
        self.assert_shows(page, "pending", "mine")
        hub.tells("booking:b-1", "1.a.41", "1.a.40", "booking:expired", booking(1, 2, "expired"))
        hub.tells(f"seats:{FLIGHT}", "1.a.42", "1.a.40", "seat:released",
                  {"designator": "12A", "state": "available", "version": 2})
        self.assert_shows(page, "expired", "available")

    def test_booking_that_a_new_epoch_undid_is_shown_as_it_is(self):
        hub, page = self.open(self.held(3, "confirmed"))
        self.assert_shows(page, "confirmed", "mine")
        hub.says(op="snapshot", topic="booking:b-1", cursor="2.b.3", reason="epoch",
                 state=self.held(1))
        self.assert_shows(page, "pending", "mine")
        hub.says(op="snapshot", topic="booking:b-1", cursor="3.c.1", reason="epoch", state={})
        expect(page.locator(".checkout .booking")).to_have_count(0)
        hub.says(op="snapshot", topic=f"seats:{FLIGHT}", cursor="3.c.1", reason="epoch",
                 state=self.seats("available"))
        expect(page.locator('[data-seat="12A"]')).to_have_attribute("data-state", "available")

    def test_view_that_is_left_follows_no_booking(self):
        hub, page = self.open(self.held(1))
        hub.wait_until(lambda: any("booking:b-1" in topics for topics in hub.asked))
        page.goto(f"{URL}/#/bookings")
        expect(page.get_by_role("heading", level=1)).to_have_text("Bookings")
        hub.wait_until(lambda: "booking:b-1" in hub.left)
