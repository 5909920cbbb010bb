"""Windows of a real browser on the hub that is tested, and what goes wrong in them."""

import os
import pathlib
import re
import unittest

from playwright.sync_api import Browser, Page, expect, sync_playwright

import hub
from hub import API, PASSWORD, bookable_flight

#: Where pictures go; none are taken when it is not set.
SHOTS = pathlib.Path(folder) if (folder := os.environ.get("FLIGHTHUB_SHOTS")) else None
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


class Window:
    """A browser window of its own, with its own cookies, that writes down what goes wrong in it."""

    browser: Browser

    def __init__(self, width=1280, height=860, scheme="light", motion="reduce"):
        self.context = self.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme,
            reduced_motion=motion, locale="en-GB")
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.faults: list[str] = []
        self.expected: set[int] = set()
        self.page.on("pageerror", lambda error: self.faults.append(f"page: {error}"))
        self.page.on("console", self.heard)

    def heard(self, message) -> None:
        if message.type != "error":
            return
        status = re.search(r"responded with a status of (\d+)", message.text)
        if status and int(status[1]) in self.expected:
            return
        self.faults.append(f"console: {message.text}")

    def open(self, fragment="#/") -> Page:
        self.page.goto(f"{hub.URL}/{fragment}")
        return self.page

    def sign_in(self, person: str) -> None:
        self.page.locator("#account").get_by_role("button", name="Sign in").click()
        self.page.get_by_label("E-mail").fill(f"{person}@flighthub.test")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("dialog").get_by_role("button", name="Sign in").click()
        expect(self.page.locator(".avatar")).to_be_visible()

    def seat(self, designator: str):
        return self.page.locator(f'[data-seat="{designator}"]')

    def shoot(self, name: str, **options) -> None:
        if SHOTS:
            self.page.screenshot(path=SHOTS / f"{name}.png", **options)


class BrowserTests(unittest.TestCase):
    """Tests in one browser; errors in its console and pages fail them."""

    @classmethod
    def setUpClass(cls):
        playwright = sync_playwright().start()
        cls.addClassCleanup(playwright.stop)
        Window.browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        cls.addClassCleanup(Window.browser.close)

    def window(self, **options) -> Window:
        window = Window(**options)
        self.addCleanup(window.context.close)
        self.addCleanup(lambda: self.assertEqual(window.faults, []))
        return window


class HubTests(BrowserTests):
    """Tests in a browser on the running hub, with a flight to sell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = API("admin")
        cls.flight = bookable_flight(cls.admin)
