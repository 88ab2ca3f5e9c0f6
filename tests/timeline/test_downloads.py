"""Downloads hold exactly the rows and words that the viewer sees, as text that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from accounts.classification import Classification
from accounts.models import User
from accounts.roles import Role
from core.quarters import Quarter
from tests.factories import (
    NOW,
    ActivityFactory,
    CommitmentFactory,
    CompartmentFactory,
    DepartmentFactory,
    MoveFactory,
    SourceFactory,
    a_user,
)
from tests.timeline.browsing import Browser
from timeline.models import ActivityState

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Browser]

FORMATS = ("csv", "xlsx", "ods")
HIDDEN = "geheim-merkteken"
Q3 = Quarter(2023, 3)


def body(response: Any) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def table(content: bytes, format_: str) -> list[dict[str, Any]]:
    """The rows of a file, each by its headings."""
    if format_ == "csv":
        lines: list[list[Any]] = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        lines = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def words_in(content: bytes, format_: str) -> str:
    """Every word in a file, also those in the parts that a spreadsheet does not show."""
    if format_ == "csv":
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(name + parts.read(name).decode("utf-8", errors="ignore") for name in parts.namelist())


def download(browser: Browser, format_: str, name: str = "activities", query: str = "") -> bytes:
    return body(browser.open(name, query=f"{query}&download={format_}"))


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_holds_every_selected_row_whatever_the_page(browse: Browse, format_: str) -> None:
    ActivityFactory.create_batch(60, quarter=Q3)
    ActivityFactory(title="Valt buiten het filter")
    browser = browse(a_user())
    rows = table(download(browser, format_, query="quarter=2023-Q3&size=10&page=2&sort=-title"), format_)
    listed = [
        row.title
        for page in (1, 2)
        for row in browser.open("activities", query=f"quarter=2023-Q3&size=50&page={page}&sort=-title").context["rows"]
    ]
    assert [row["Activity"] for row in rows] == listed
    assert len(rows) == 60


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_tells_what_is_known_of_a_row_with_its_classification(browse: Browse, format_: str) -> None:
    activity = ActivityFactory(
        title="Kennissessie",
        original_quarter=Q3,
        core_task=2,
        led_by_secretariat=True,
        due_on=date(2023, 12, 15),
        state=ActivityState.DONE,
        done_on=date(2023, 12, 1),
        yielded="Een\nTwee",
    )
    activity.leads.create(department=DepartmentFactory(abbreviation="EZK"))
    MoveFactory(activity=activity, reason="Wacht op TNO")
    response = browse(a_user()).open("activities", query=f"download={format_}")
    assert response["Content-Disposition"] == f'attachment; filename="activiteiten.{format_}"'
    assert response["Cache-Control"] == "no-store"
    (row,) = table(body(response), format_)
    as_day = str if format_ == "csv" else lambda day: day
    assert row["Activity"] == "Kennissessie"
    assert (row["Quarter"], row["First planned in"]) == ("2023-Q4", "2023-Q3")
    assert row["Leads"] == "secretariat, EZK"
    assert row["State"] == "done"
    assert row["Due on"] == as_day(date(2023, 12, 15))
    assert row["Done on"] == as_day(date(2023, 12, 1))
    assert row["What it yielded"].split() == ["Een", "Twee"]
    assert row["Why it moved"] == "Wacht op TNO"
    assert row["Classification"] == "Internal to central government"


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_holds_nothing_that_the_viewer_may_not_see(browse: Browse, format_: str) -> None:
    shown = ActivityFactory(title="Zichtbaar", original_quarter=Q3, classification=Classification.PUBLIC)
    MoveFactory(activity=shown, reason=HIDDEN, classification=Classification.DEPARTMENTAL)
    ActivityFactory(title=HIDDEN, classification=Classification.DEPARTMENTAL)
    ActivityFactory(title=HIDDEN, compartment=CompartmentFactory(name=HIDDEN))
    reader = browse(a_user(Role.DEPARTMENT_MEMBER, department="VWS"))
    content = download(reader, format_)
    assert [row["Activity"] for row in table(content, format_)] == ["Zichtbaar"]
    assert HIDDEN not in words_in(content, format_)
    content = download(browse(a_user()), format_)
    assert {row["Activity"]: row["Why it moved"] or "" for row in table(content, format_)} == {
        "Zichtbaar": HIDDEN,
        HIDDEN: "",
    }


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_of_commitments_holds_no_source_that_the_viewer_may_not_see(browse: Browse, format_: str) -> None:
    secret = SourceFactory(citation=HIDDEN, classification=Classification.DEPARTMENTAL)
    CommitmentFactory(text="Zichtbaar", source=secret, settled_by=secret, settled_locator="paragraaf 4")
    CommitmentFactory(text="Ook zichtbaar", source=SourceFactory(citation="Kamerbrief"), source_locator="p. 2")
    reader = browse(a_user(Role.DEPARTMENT_MEMBER, department="VWS"))
    content = download(reader, format_, "commitments", "sort=text")
    assert HIDDEN not in words_in(content, format_)
    assert [(row["Commitment"], row["Source"] or "", row["State"]) for row in table(content, format_)] == [
        ("Ook zichtbaar", "Kamerbrief, p. 2", "open"),
        ("Zichtbaar", "", "settled"),
    ]
    assert HIDDEN in words_in(download(browse(a_user()), format_, "commitments"), format_)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("text", ["=cmd()|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", '=HYPERLINK("https://x")'])
def test_no_cell_is_one_that_a_spreadsheet_runs(browse: Browse, format_: str, text: str) -> None:
    ActivityFactory(title=text, description=text, yielded=text)
    content = download(browse(a_user()), format_)
    (row,) = table(content, format_)
    assert row["Activity"] == row["Description"] == row["What it yielded"] == f"'{text}"
    if format_ != "csv":
        parts = words_in(content, format_)
        assert "<f>" not in parts
        assert "table:formula" not in parts


@pytest.mark.parametrize("separator", [";", ",", "\t", "|", "; ", "\n", "\n  "])
@pytest.mark.parametrize("formula", ["=1+1", "@SUM(1)", "+1", "-1"])
def test_no_piece_of_a_cell_is_run_by_a_spreadsheet_that_splits_elsewhere(
    browse: Browse, separator: str, formula: str
) -> None:
    text = f"x{separator}{formula}"
    ActivityFactory(title="Titel", yielded=text)
    content = download(browse(a_user()), "csv")
    assert not re.search(r"[;,\t|\r\n] *[=+@-]", content.decode("utf-8-sig"))
    (row,) = table(content, "csv")
    assert row["What it yielded"].replace("'", "") == text


@pytest.mark.parametrize("format_", FORMATS)
def test_markup_and_separators_stay_text(browse: Browse, format_: str) -> None:
    title = 'Tekst; met, "aanhalingstekens" en <script>alert(1)</script> & meer'
    ActivityFactory(title=title)
    (row,) = table(download(browse(a_user()), format_), format_)
    assert row["Activity"] == title


@pytest.mark.parametrize("format_", ["xlsx", "ods"])
def test_a_file_names_nobody(browse: Browse, format_: str) -> None:
    ActivityFactory()
    user = a_user(name="M. Jansen")
    parts = words_in(download(browse(user), format_), format_)
    assert "Jansen" not in parts
    assert user.email not in parts


@pytest.mark.parametrize("format_", FORMATS)
def test_an_empty_selection_is_a_file_with_headings_only(browse: Browse, format_: str) -> None:
    content = download(browse(a_user()), format_)
    assert table(content, format_) == []
    assert "Classification" in words_in(content, format_)


def test_another_format_is_no_download(browse: Browse) -> None:
    response = browse(a_user()).open("activities", query="download=exe")
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("format_", FORMATS)
def test_a_visitor_downloads_nothing(visitor: Browser, format_: str) -> None:
    ActivityFactory(classification=Classification.PUBLIC, published_at=NOW)
    assert visitor.open("activities", query=f"download={format_}").status_code == 302
