"""Somebody in front of a real Chromium, who reads labels and buttons as people do.

Every page that opens is looked at: no accessibility fault that axe finds, no error in the console, nothing that a
strict content policy refused. A page that is shown is also looked at on a phone, where nothing may stick out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "test-results" / "journeys"
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
EXPECTED = re.compile(r"responded with a status of (404|409|422)")  # a page that refuses says so with its status
RUN_AXE = """async () => (await axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
})).violations.map(v => `${v.id}: ${v.help} - ${v.nodes.map(n => n.target.join(" ")).join(" | ")}`)"""


@dataclass(slots=True)
class Journey:
    """One journey: its name, the address of the program, and the browser. shots: how many pages were shown."""

    name: str
    address: str
    browser: Browser
    shots: int = 0
    visitors: list[Visitor] = field(default_factory=list)

    def somebody(self, *, javascript: bool = True) -> Visitor:
        """Give somebody with a browser of their own, who is not signed in."""
        context = self.browser.new_context(
            viewport=WIDE,  # type: ignore[arg-type]
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            java_script_enabled=javascript,
            accept_downloads=True,
        )
        visitor = Visitor(self, context, context.new_page(), javascript)
        self.visitors.append(visitor)
        return visitor

    def as_(self, name: str, *, javascript: bool = True) -> Visitor:
        """Sign in as somebody of the story, with the one click of the demo."""
        visitor = self.somebody(javascript=javascript).go("/aanmelden/")
        button = visitor.page.locator("button.persona", has_text=name)
        if not button.is_visible():
            visitor.page.locator("details summary").last.click()
        button.click()
        visitor.looks()
        return visitor

    def keep_last(self) -> None:
        """Keep what everybody had before them when the journey failed."""
        (RESULTS / self.name).mkdir(parents=True, exist_ok=True)
        for number, visitor in enumerate(self.visitors, start=1):
            visitor.page.screenshot(path=RESULTS / self.name / f"failed-{number}.png", full_page=True)

    def end(self) -> None:
        """Close every browser window."""
        for visitor in self.visitors:
            visitor.context.close()


@dataclass(slots=True)
class Visitor:
    """Somebody with a browser."""

    journey: Journey
    context: BrowserContext
    page: Page
    javascript: bool = True
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to what the browser complains about."""
        self.page.set_default_timeout(15_000)
        self.page.on("console", lambda message: self._said(message))  # noqa: PLW0108 - slots
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning") and not EXPECTED.search(message.text):
            self.faults.append(message.text)

    # -- where to go ---------------------------------------------------------------------------------------------------

    def go(self, path: str) -> Self:
        """Open an address."""
        self.page.goto(self.journey.address + path)
        return self.looks()

    def follow(self, name: str | re.Pattern[str], *, within: str | Locator = "main, nav, header") -> Self:
        """Follow the first link with this name, or else the first whose name holds it."""
        place = self.page.locator(within) if isinstance(within, str) else within
        exact = place.get_by_role("link", name=name, exact=True)
        (exact if exact.count() else place.get_by_role("link", name=name)).first.click()
        return self.looks()

    def press(self, name: str, *, within: Locator | None = None) -> Self:
        """Press the button with this name."""
        (within or self.page.locator("main")).get_by_role("button", name=name).first.click()
        return self.looks()

    def enter(self) -> Self:
        """Press the Enter key where the cursor is, and wait for the page that comes: a key does not wait by itself."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        return self.looks()

    @property
    def path(self) -> str:
        """Give the address of this page, without that of the program."""
        return self.page.url.removeprefix(self.journey.address)

    # -- what to fill in -----------------------------------------------------------------------------------------------

    def _field(self, label: str) -> Locator:
        return self.page.locator("main").get_by_label(re.compile(f"^{re.escape(label)}")).first

    def write(self, label: str, text: str) -> Self:
        """Fill in the field whose label begins with these words."""
        self._field(label).fill(text)
        return self

    def choose(self, label: str, *, of: str = "") -> Self:
        """Choose an answer, or tick a box, by its first words; of: the question it belongs to."""
        place = self.page.locator("main")
        if of:
            question = re.compile(f"^{re.escape(of)}")
            place = place.get_by_role("radiogroup", name=question).or_(place.get_by_role("group", name=question)).first
        place.get_by_label(re.compile(f"^{re.escape(label)}")).first.check()
        return self

    def pick(self, label: str, option: str) -> Self:
        """Pick from a list: the option that begins with these words."""
        box = self._field(label)
        texts = box.locator("option").all_inner_texts()
        found = next(text for text in texts if text.strip().startswith(option))
        box.select_option(label=found)
        return self

    # -- what to see ---------------------------------------------------------------------------------------------------

    def reads(self, text: str | re.Pattern[str]) -> Self:
        """See this on the page."""
        expect(self.page.locator("body")).to_contain_text(text)
        return self

    def misses(self, *texts: str) -> Self:
        """See none of these anywhere on the page."""
        body = self.page.locator("body").inner_text()
        assert [text for text in texts if text in body] == []
        return self

    def looks(self) -> Self:
        """Look at the page as it stands: nothing that axe or the console has to say about it."""
        self.page.wait_for_load_state()
        if self.javascript:  # axe waits for timers, and without JavaScript a page has none
            if self.page.evaluate("typeof axe") == "undefined":
                self.page.evaluate(AXE)
            found = self.page.evaluate(RUN_AXE)
            assert found == [], f"{self.page.url}\n" + "\n".join(found)
        assert self.faults == [], f"{self.page.url}: {self.faults}"
        return self

    def show(self, name: str) -> Self:
        """Keep how the page looks on a wide screen and on a phone, where nothing sticks out."""
        self.journey.shots += 1
        folder = RESULTS / self.journey.name
        folder.mkdir(parents=True, exist_ok=True)
        for size in (PHONE, WIDE):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            self.looks()
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size["width"], f"{self.page.url} is {wide} wide on a screen of {size['width']}"
            self.page.evaluate("scrollTo(0, 0)")
            path = folder / f"{self.journey.shots:02}-{name}-{size['width']}.png"
            self.page.screenshot(path=path, full_page=True)
        return self
