"""The two reports of the demonstration hold what every report must, as the samples of the other tests do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.roles import ViewerKind
from reports.compiling import read
from reports.document import Document
from reports.models import Report
from reports.renderers.pdf import render_pdf
from taskforce.demo.loading import QUARTER, load_demo
from tests.factories import PASSWORD
from tests.reports import test_pdf as checks

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])


@pytest.fixture(params=[ViewerKind.KAMER, ViewerKind.HCEU])
def compiled(request: pytest.FixtureRequest) -> Document:
    """The document of an edition, as it is compiled from the demonstration's rows."""
    load_demo(PASSWORD)
    document, _viewer, _events = read(Report.objects.get(quarter=QUARTER, audience=request.param), 1)
    return document


def test_both_standards_are_met(compiled: Document) -> None:
    pdf = render_pdf(compiled)
    assert checks.failures(pdf, "ua1") == []
    assert checks.failures(pdf, "2a") == []


@pytest.mark.parametrize(
    "check",
    [
        checks.test_the_file_has_language_title_and_bookmarks,
        checks.test_headings_start_at_the_first_level_and_skip_none,
        checks.test_every_table_head_has_a_scope,
        checks.test_every_figure_has_its_text_alternative,
    ],
)
def test_its_structure_can_be_read_aloud(compiled: Document, check: Callable[[Document], None]) -> None:
    check(compiled)


def test_it_tells_the_letters_plan_and_commitments(compiled: Document) -> None:
    told = checks.text_of(render_pdf(compiled))
    squeezed = checks.squeezed(told)
    for words in (
        "Voortgangsrapportage aan de Kamer",
        "Handelingen II 2022/23, nr. 26, item 10",
        "Motie van het lid Kuzu",
    ):
        assert checks.squeezed(words) in squeezed
