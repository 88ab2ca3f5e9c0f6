"""The one thread of the first issue, by a person in a browser: move an activity, compile, watch, download."""

from __future__ import annotations

from collections.abc import Callable

import pypdf
from playwright.sync_api import Page, expect

from reports.models import ReportVersion
from taskforce.demo.loading import SECRETARIAT
from tests.conftest import Worker
from tests.e2e.conftest import picture, sign_in
from timeline.models import Activity


def test_an_activity_is_moved_and_the_report_that_tells_it_is_compiled_and_downloaded(
    open_page: Callable[..., Page], worker: Worker
) -> None:
    worker.start()
    page = open_page()
    sign_in(page, SECRETARIAT)
    picture(page, "vandaag")

    page.get_by_role("link", name="Tijdlijn", exact=True).click()
    picture(page, "tijdlijn")
    page.get_by_role("link", name="Voortgangsrapportage aan de Kamer").first.click()
    picture(page, "activiteit")
    page.get_by_role("link", name="Verplaats").first.click()
    page.locator("[name=to_quarter]").select_option("2024-Q1")
    page.locator("[name=reason]").fill("Fictief: de Kamer vroeg om een later moment")
    page.locator("[name=classification][value='0']").check()
    picture(page, "verplaatsen")
    page.get_by_role("button", name="Verplaats").click()
    expect(page.get_by_role("status").first).to_be_visible()
    assert str(Activity.objects.get(title="Voortgangsrapportage aan de Kamer").quarter) == "2024-Q1"

    page.get_by_role("link", name="Rapporten", exact=True).click()
    page.get_by_role("link", name="Voortgangsrapportage strategische afhankelijkheden").click()
    page.get_by_role("button", name="Stel").click()
    expect(page.locator("progress")).to_be_visible()
    expect(page.locator("progress[value='100']")).to_be_visible(timeout=60_000)
    page.reload()
    picture(page, "rapport")

    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").first.click()
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(download.value.path()).pages)
    assert "de Kamer vroeg om een later moment" in " ".join(text.split())

    page.goto(ReportVersion.objects.get().get_absolute_url())
    picture(page, "versie")
    page.get_by_role("link", name="bronnen").first.click()
    picture(page, "herkomst")
    expect(page.locator("main")).to_contain_text("Handelingen II 2022/23, nr. 26, item 10")
