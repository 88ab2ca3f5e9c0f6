"""CONTRIBUTING.md says how a chapter is added. Its code is taken from there, put where it says, and compiled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from accounts.classification import Classification
from accounts.roles import ViewerKind
from reports import chapters
from tests.compiles import compiled, hceu_circle, hceu_report
from tests.factories import ActivityFactory, MilestoneFactory, ReportFactory

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "snapshot"]),
    pytest.mark.usefixtures("messages"),
]

RECIPE = re.compile(r"`reports/chapters/(\w+\.py)`:\n\n```python\n(.*?)```", re.DOTALL)


@pytest.fixture(autouse=True)
def chapter_of_the_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The file that the recipe makes, found beside the chapters that are there."""
    page = (Path(settings.BASE_DIR) / "CONTRIBUTING.md").read_text()
    ((name, code),) = RECIPE.findall(page)
    assert not (Path(chapters.__path__[0]) / name).exists(), "the recipe makes a chapter that is there"
    (tmp_path / name).write_text(code)
    monkeypatch.setattr(chapters, "__path__", [*chapters.__path__, str(tmp_path)])
    chapters.all_chapters.cache_clear()
    yield
    chapters.all_chapters.cache_clear()


@pytest.fixture(autouse=True)
def milestones() -> None:
    public = ActivityFactory(classification=Classification.PUBLIC)
    internal = ActivityFactory(classification=Classification.INTERNAL)
    MilestoneFactory(activity=public, title="Methodiek vastgesteld", reached_on=date(2023, 11, 20))
    MilestoneFactory(activity=internal, title="geheim-merkteken", reached_on=date(2023, 11, 21))
    MilestoneFactory(activity=public, title="nog niet bereikt")


def test_the_chapter_of_the_recipe_stands_in_the_letter_and_tells_no_more_than_it_may() -> None:
    document = str(compiled(ReportFactory(audience=ViewerKind.KAMER)).document)

    assert "Bereikte mijlpalen" in document
    assert "Methodiek vastgesteld (20 november 2023)." in document
    assert "geheim-merkteken" not in document


def test_it_stands_in_the_note_to_the_hceu_with_what_its_readers_may_know() -> None:
    document = str(compiled(hceu_report(hceu_circle())).document)

    assert "Methodiek vastgesteld (20 november 2023)." in document
    assert "geheim-merkteken (21 november 2023)." in document
