"""The page in a real browser, on a real hub: what one window does, the others show."""

import re
import time
import uuid

from playwright.sync_api import Page, expect

from browser import HubTests, Window
from hub import change_flight, lock_seat


class PageTests(HubTests):
    def board(self, window: Window) -> Page:
        page = window.open(f"#/board/{self.flight['origin']}")
        expect(page.locator(".rows .row").first).to_be_visible()
        return page

    def seats(self, window: Window) -> Page:
        page = window.open(f"#/flights/{self.flight['flightId']}")
        expect(page.locator('[data-seat][data-state="available"]').first).to_be_visible()
        return page

    def test_board_is_live_and_follows_a_gate(self):
        window = self.window()
        page = self.board(window)
        expect(page.locator("#freshness")).to_have_text(re.compile("^Live"))
        row = page.locator(".rows .row").last
        flight_id = row.get_attribute("data-flight")
        gate = f"Z{int(time.time()) % 90 + 10}"
        change_flight(self.admin, flight_id, {"departure": {"gate": gate}})
        expect(page.locator(f'[data-flight="{flight_id}"] .gate .unseen')).to_have_text(gate)
        expect(page.locator("#announcer")).to_contain_text(f"gate {gate}")

    def test_tiles_turn_to_what_is_read_aloud(self):
        window = self.window(motion="no-preference")
        page = self.board(window)
        cell = page.locator(".rows .row").first.locator(".c-time")
        words = cell.locator(".unseen").inner_text()
        expect(cell.locator(".tiles")).to_have_text(re.compile(rf"^\s*{words}\s*$"), timeout=20_000)

    def test_another_airport_is_found_by_its_city(self):
        window = self.window()
        page = self.board(window)
        page.get_by_role("combobox").press_sequentially("singap")
        expect(page.get_by_role("option").first).to_contain_text("SIN")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Singapore")

    def test_seat_from_lock_to_cancellation_is_seen_in_every_window(self):
        agent, watcher, staff = self.window(), self.window(), self.window()
        page = self.seats(agent)
        agent.sign_in("travel")
        self.seats(watcher)
        staff.open()
        staff.sign_in("admin")
        staff.open("#/bookings")
        expect(staff.page.locator("#freshness")).to_have_text(re.compile("^Live"))

        free = page.locator('[data-seat][data-state="available"]')
        expect(free.first).to_be_visible()
        designator = free.last.get_attribute("data-seat")
        agent.seat(designator).click()
        expect(agent.seat(designator)).to_have_attribute("data-state", "chosen")
        expect(watcher.seat(designator)).to_have_attribute("data-state", "available")
        agent.shoot("seats-chosen")

        page.get_by_role("button", name="Lock seat").click()
        expect(agent.seat(designator)).to_have_attribute("data-state", "mine")
        expect(watcher.seat(designator)).to_have_attribute("data-state", "locked")

        page.get_by_label("Given name").fill("Ada")
        page.get_by_label("Family name").fill("Lovelace")
        page.get_by_label("Born on").fill("1985-12-10")
        agent.shoot("passenger-form")
        page.get_by_role("button", name="Hold booking").click()
        card = page.locator(".checkout .booking").first
        expect(card).to_have_attribute("data-status", "pending")
        pnr = card.get_attribute("data-pnr")
        feed = staff.page.locator(f'.booking[data-pnr="{pnr}"]')
        expect(feed).to_have_attribute("data-status", "pending")

        card.get_by_role("button", name="Pay from balance").click()
        expect(card).to_have_attribute("data-status", "confirmed")
        expect(watcher.seat(designator)).to_have_attribute("data-state", "booked")
        expect(feed).to_have_attribute("data-status", "confirmed")
        expect(staff.page.locator(".activity")).to_contain_text(f"{pnr} confirmed")
        staff.shoot("bookings")

        card.get_by_role("button", name="Cancel").click()
        page.get_by_role("dialog").get_by_role("button", name="Cancel the booking").click()
        expect(card).to_have_attribute("data-status", "cancelled")
        expect(watcher.seat(designator)).to_have_attribute("data-state", "available")
        expect(agent.seat(designator)).to_have_attribute("data-state", "available")
        expect(feed).to_have_attribute("data-status", "cancelled")

    def test_bookings_open_for_every_role(self):
        for person in ("admin", "owner", "agent", "travel", "customer"):
            with self.subTest(person):
                window = self.window()
                window.open()
                window.sign_in(person)
                page = window.open("#/bookings")
                expect(page.get_by_role("heading", level=1)).to_have_text("Bookings")
                expect(page.locator(".loading")).to_have_count(0)
                expect(page.locator("#freshness")).to_have_text(re.compile("^Live"))
                expect(page.get_by_text("cannot be shown")).to_have_count(0)

    def test_seat_that_another_takes_is_given_up(self):
        window = self.window()
        page = self.seats(window)
        window.sign_in("travel")
        free = page.locator('[data-seat][data-state="available"]')
        expect(free.first).to_be_visible()
        designator = free.last.get_attribute("data-seat")
        window.seat(designator).click()
        lock = lock_seat(self.admin, self.flight, designator)
        try:
            expect(window.seat(designator)).to_have_attribute("data-state", "locked")
            expect(page.locator(".toast.bad")).to_contain_text(f"{designator} is gone")
        finally:
            self.admin.call("DELETE", f"/seat-locks/{lock['id']}")
        expect(window.seat(designator)).to_have_attribute("data-state", "available")

    def test_lock_survives_a_reload_and_is_given_back(self):
        window = self.window()
        page = self.seats(window)
        window.sign_in("travel")
        free = page.locator('[data-seat][data-state="available"]')
        expect(free.first).to_be_visible()
        designator = free.last.get_attribute("data-seat")
        window.seat(designator).click()
        page.get_by_role("button", name="Lock seat").click()
        expect(page.get_by_text("Locked for you")).to_be_visible()
        page.reload()
        expect(page.locator(".avatar")).to_be_visible()
        expect(window.seat(designator)).to_have_attribute("data-state", "mine")
        page.get_by_role("button", name="Give back").click()
        expect(window.seat(designator)).to_have_attribute("data-state", "available")

    def test_seats_are_chosen_by_keyboard(self):
        window = self.window()
        page = self.seats(window)
        window.sign_in("travel")
        expect(page.locator('[data-seat][data-state="available"]').first).to_be_visible()
        page.locator('[data-seat][tabindex="0"]').focus()
        page.keyboard.press("PageDown")
        page.keyboard.press("End")
        last = page.evaluate("document.activeElement.dataset.seat")
        page.keyboard.press("ArrowUp")
        above = page.evaluate("document.activeElement.dataset.seat")
        self.assertEqual(int(above[:-1]), int(last[:-1]) - 1)
        self.assertEqual(above[-1], last[-1])
        for _ in range(40):
            if page.evaluate("document.activeElement.dataset.state") == "available":
                break
            page.keyboard.press("ArrowLeft")
        chosen = page.evaluate("document.activeElement.dataset.seat")
        page.keyboard.press("Enter")
        expect(window.seat(chosen)).to_have_attribute("data-state", "chosen")
        expect(window.seat(chosen)).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Enter")
        expect(window.seat(chosen)).to_have_attribute("data-state", "available")

    def test_broken_connection_keeps_the_screen_and_heals(self):
        window = self.window()
        routes = []

        def through(route):
            if any(time.monotonic() < until for until in blocked):
                route.close(code=1012, reason="cut by the test")
                return
            route.connect_to_server()
            routes.append(route)

        blocked: list[float] = []
        window.page.route_web_socket(re.compile("/api/v1/ws"), through)
        page = self.board(window)
        expect(page.locator("#freshness")).to_have_text(re.compile("^Live"))
        rows = page.locator(".rows .row").count()
        blocked.append(time.monotonic() + 4)
        routes[-1].close(code=1012, reason="cut by the test")
        expect(page.locator("#freshness")).to_have_text(re.compile("Reconnecting.*live as of"))
        expect(page.locator("body")).to_have_attribute("data-fresh", "false")
        self.assertEqual(page.locator(".rows .row").count(), rows)
        window.shoot("reconnecting")
        expect(page.locator("#freshness")).to_have_text(re.compile("^Live"), timeout=30_000)
        expect(page.locator("body")).to_have_attribute("data-fresh", "true")

    def test_session_outlives_a_reload_and_ends_with_logout(self):
        window = self.window()
        page = self.board(window)
        window.sign_in("travel")
        page.reload()
        expect(page.locator(".avatar")).to_be_visible()
        page.locator(".menu summary").click()
        page.get_by_role("button", name="Sign out").click()
        expect(page.locator("#account").get_by_role("button", name="Sign in")).to_be_visible()
        expect(page.locator("#freshness")).to_have_text(re.compile("^Live"))
        page.reload()
        expect(page.locator("#account").get_by_role("button", name="Sign in")).to_be_visible()

    def test_wrong_password_is_said_in_words(self):
        window = self.window()
        window.expected = {401}
        page = self.board(window)
        page.locator("#account").get_by_role("button", name="Sign in").click()
        page.get_by_label("E-mail").fill("nobody@flighthub.test")
        page.get_by_label("Password").fill("certainly-wrong")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        self.assertNotIn("{", page.get_by_role("alert").inner_text())

    def test_what_does_not_exist_is_said_in_words(self):
        window = self.window()
        window.expected = {404}
        page = window.open(f"#/flights/{uuid.uuid4()}")
        expect(page.get_by_role("heading", name="No such flight")).to_be_visible()
        window.open("#/nowhere")
        expect(page.get_by_role("heading", name="No such page")).to_be_visible()
        window.open("#/bookings")
        expect(page.get_by_role("heading", name="Bookings are for those")).to_be_visible()

    def test_every_width_and_scheme_fits(self):
        for width, height in ((375, 760), (768, 1024), (1280, 860)):
            for scheme in ("light", "dark"):
                window = self.window(width=width, height=height, scheme=scheme)
                page = self.board(window)
                self.assert_fits(page, f"board {width}")
                window.shoot(f"board-{width}-{scheme}")
                self.seats(window)
                self.assert_fits(page, f"flight {width}")
                window.shoot(f"flight-{width}-{scheme}", full_page=True)

    def assert_fits(self, page: Page, what: str) -> None:
        beyond = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth")
        self.assertLessEqual(beyond, 0, f"{what} is wider than its window")
