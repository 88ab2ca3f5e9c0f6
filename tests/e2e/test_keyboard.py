"""The whole road by keyboard alone, and once more without scripts: an activity is moved, a report compiled, two
co-chairs approve, it is published, a visitor downloads it; then a word is changed, and the approval is gone.

Nothing is clicked and nothing is focused from outside: what the Tab key does not reach, nobody reaches.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from reports.models import ChapterText, Rendition, Report, ReportVersion
from taskforce.demo.loading import SECRETARIAT
from tests.conftest import Worker
from tests.e2e.conftest import sign_in
from tests.waiting import wait_until
from timeline.models import Activity

EZK, BZ = "covoorzitter.ezk@example.org", "covoorzitter.bz@example.org"
MOST_TABS = 150


class Keyboard:
    """A person at a keyboard, in a window of the site."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, words: str) -> None:
        """Press Tab until what has the focus is called so; its focus must be seen."""
        passed = []
        for _tab in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            name = self.focused()
            if words in name:
                seen = self.page.evaluate(_FOCUS_IS_SEEN)
                assert seen, f"the focus on “{name}” cannot be seen"
                return
            passed.append(name)
        raise AssertionError(f"Tab reaches no “{words}” on {self.page.url}, only: {passed}")

    def focused(self) -> str:
        """What the thing with the focus is called: its words, its label or its name in the form."""
        return str(self.page.evaluate(_NAME_OF_FOCUS))

    def press(self, words: str) -> None:
        """Go to a link or button and press Enter, and wait for the page that follows."""
        self.reach(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def fill(self, field: str, text: str) -> None:
        """Type in a field, in the place of what stands there."""
        self.reach(f"[{field}]")
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def to_end_of(self, field: str, text: str) -> None:
        """Type at the end of what stands in a field."""
        self.reach(f"[{field}]")
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type(text)

    def choose(self, field: str, value: str) -> None:
        """Go through the choices of a select or of radio buttons by the arrow keys until one is chosen."""
        self.reach(f"[{field}]")
        for _key in range(20):
            if self.page.evaluate("document.activeElement.value") == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{field} has no {value}")


_NAME_OF_FOCUS = """() => {
    const it = document.activeElement;
    const label = it.labels && it.labels.length ? it.labels[0].innerText : "";
    const name = it.name ? `[${it.name}]` : "";
    // A region that scrolls is not called by all the words in it.
    const words = it.matches("a, button, summary") ? it.innerText : "";
    return [words, it.getAttribute("aria-label") || "", label, name].join(" ").trim();
}"""
_FOCUS_IS_SEEN = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" || style.boxShadow !== "none";
}"""


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_whole_road_by_keyboard(open_page: Callable[..., Page], worker: Worker, scripts: bool) -> None:
    worker.start()

    def at_work(email: str) -> Keyboard:
        page = open_page(scripts=scripts)
        sign_in(page, email)
        return Keyboard(page)

    secretary = at_work(SECRETARIAT)
    secretary.press("Tijdlijn")
    secretary.press("Voortgangsrapportage aan de Kamer")
    secretary.press("Verplaats naar een ander kwartaal")
    secretary.choose("to_quarter", "2024-Q1")
    secretary.fill("reason", "Fictief: de Kamer vroeg om een later moment")
    secretary.choose("classification", "0")
    secretary.press("Verplaats deze activiteit")
    expect(secretary.page.get_by_role("status").first).to_be_visible()
    assert str(Activity.objects.get(title="Voortgangsrapportage aan de Kamer").quarter) == "2024-Q1"

    report = Report.objects.get(audience="kamer")
    compiled(secretary, report, "Stel", version=1)
    secretary.press("Vraag goedkeuring")
    secretary.press("Vraag goedkeuring")
    for email in (EZK, BZ):
        chair = at_work(email)
        chair.press("Keur")
        chair.press("Keur versie 1 goed")
    secretary.page.goto(report.get_absolute_url())
    secretary.press("Publiceer versie 1")
    secretary.press("Publiceer versie 1")
    expect(secretary.page.locator("main")).to_contain_text("gepubliceerd")

    visitor = Keyboard(open_page(scripts=scripts))
    visitor.page.goto("/")
    visitor.press(report.title)
    visitor.reach("PDF")
    with visitor.page.expect_download() as download:
        visitor.page.keyboard.press("Enter")
    digest = hashlib.sha256(download.value.path().read_bytes()).hexdigest()
    assert digest == Rendition.objects.get(format="pdf").sha256

    secretary.press("Schrijf in")
    secretary.to_end_of("markdown", " Eén woord meer.")
    secretary.press("Bewaar")
    assert ChapterText.objects.filter(report=report, markdown__endswith="Eén woord meer.").exists()
    compiled(secretary, report, "Stel", version=2)
    expect(secretary.page.get_by_role("link", name="Publiceer versie 2")).to_have_count(0)
    chair.page.goto(report.get_absolute_url())
    expect(chair.page.locator("section[aria-labelledby=approval]")).to_contain_text("Goedkeuring van versie 2")
    expect(chair.page.locator("section[aria-labelledby=approval]")).to_contain_text("nog niet gevraagd")
    expect(chair.page.get_by_role("link", name="Keur versie 2")).to_have_count(0)


def compiled(secretary: Keyboard, report: Report, button: str, *, version: int) -> None:
    """Have the report compiled, and open its page once that is done."""
    secretary.page.goto(report.get_absolute_url())
    secretary.press(button)
    wait_until(
        lambda: ReportVersion.objects.filter(report=report, number=version, renditions__format="html").exists(),
        "the end of the compile",
    )
    secretary.page.goto(report.get_absolute_url())
