"""From a compiled report to a visitor who downloads it, by people in browsers; a changed word ends the approval."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from core.models import ReadEvent
from reports.actions import compile_report, write_chapter
from reports.life import State, life_of
from reports.models import ChapterText, Rendition, Report
from taskforce.demo.loading import SECRETARIAT
from tests.compiles import ended
from tests.conftest import Worker
from tests.e2e.conftest import NARROW, WIDE, person, picture, sign_in
from tests.e2e.faults import faults_on
from tests.factories import viewer_of

EZK, BZ = "covoorzitter.ezk@example.org", "covoorzitter.bz@example.org"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_two_co_chairs_approve_it_is_published_downloaded_and_a_changed_word_ends_the_approval(
    open_page: Callable[..., Page], worker: Worker, scripts: bool
) -> None:
    worker.start()
    viewer = viewer_of(person(SECRETARIAT))
    report = Report.objects.get(audience="kamer")
    ended(compile_report(viewer, report))

    def at_work(email: str) -> Page:
        page = open_page(scripts=scripts)
        sign_in(page, email)
        return page

    def press(page: Page, link: str, button: str) -> None:
        """Follow a link on the page of the report and send the form behind it, by the keyboard."""
        page.get_by_role("link", name=link).first.focus()
        page.keyboard.press("Enter")
        page.get_by_role("button", name=button).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").first).to_be_visible()

    def is_faultless(page: Page, name: str) -> bool:
        """What axe says of the page, wide and narrow; it is a script itself."""
        faults = []
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            faults += faults_on(page, name, size) if scripts else []
        return faults == []

    secretary = at_work(SECRETARIAT)
    secretary.goto(report.get_absolute_url())
    picture(secretary, "rapport-concept")
    press(secretary, "Vraag goedkeuring", "Vraag goedkeuring")
    for email in (EZK, BZ):
        chair = at_work(email)
        picture(chair, "vandaag-covoorzitter")
        press(chair, "Keur", "Keur versie 1 goed")
        picture(chair, "rapport-goedkeuring")
    secretary.goto("/vandaag/")
    press(secretary, "Publiceer", "Publiceer versie 1")
    picture(secretary, "rapport-gepubliceerd")

    visitor = open_page(scripts=scripts)
    visitor.goto("/")
    picture(visitor, "voorpagina-met-rapport")
    visitor.get_by_role("link", name=report.title).click()
    picture(visitor, "publicatie")
    with visitor.expect_download() as download:
        visitor.get_by_role("link", name="PDF").first.click()
    content = download.value.path().read_bytes()
    assert hashlib.sha256(content).hexdigest() == Rendition.objects.get(format="pdf").sha256
    expect(visitor.locator("main")).to_contain_text(hashlib.sha256(content).hexdigest())

    text = ChapterText.objects.get(report=report, key="outlook")
    write_chapter(viewer, report, key="outlook", markdown=f"{text.markdown} Eén zin meer.", revision=text.revision)
    ended(compile_report(viewer, report))
    assert life_of(viewer, report).state == State.DRAFT
    secretary.goto(report.get_absolute_url())
    picture(secretary, "rapport-nieuwe-versie")
    expect(secretary.get_by_role("link", name="Vraag goedkeuring van versie 2")).to_be_visible()
    secretary.get_by_role("link", name="Wat er veranderde").click()
    expect(secretary.locator("ins")).to_have_count(1)
    expect(secretary.locator("ins")).to_contain_text("Eén zin meer.")
    assert is_faultless(secretary, "vergelijking")

    chair = at_work(EZK)
    chair.goto(report.get_absolute_url())
    chair.get_by_role("link", name="Trek versie 1 in").click()
    chair.locator("[name=reason]").fill("Fictief: een zin ontbrak.")
    picture(chair, "intrekken")
    chair.get_by_role("button", name="Trek versie 1 in").click()
    visitor.reload()
    expect(visitor.locator("main")).to_contain_text("Fictief: een zin ontbrak.")
    assert is_faultless(visitor, "publicatie-ingetrokken")
    assert not ReadEvent.objects.exists()
