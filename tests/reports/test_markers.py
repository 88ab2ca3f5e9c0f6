"""No secret gets into a report that is not for its readers (docs/architecture.md, rule 3).

Every column with words, of every table with the one door, is filled with a marker of its own, in rows that are hidden
in every way there is and linked to rows that are told. Both editions are then compiled by a worker, and searched. That
the HCEU edition does hold what its readers may know proves that the markers would have been found.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import models

from accounts.classification import Classification
from accounts.models import Compartment
from accounts.roles import ViewerKind
from accounts.viewers import Viewer
from core import clock
from core.models import Guarded, JobState, Source
from reports.actions import compile_report
from reports.chapters import all_chapters
from reports.models import BlockSource, ChapterText, Report, ReportVersion
from tests.conftest import Worker
from tests.factories import NOW, Q4, CompartmentFactory, ReportFactory, a_user, join, viewer_of
from tests.file_words import pdf_beside_its_text, pdf_text
from tests.planting import Markers, found, guarded_keys
from tests.rows import build, guarded_models, has_columns, text_fields
from tests.waiting import wait_until
from timeline.models import Activity, ActivityCitation, Commitment, Move

# The rows stay for all tests of this file: they are committed by a fixture of the module, before a test's transaction.
pytestmark = pytest.mark.django_db

# What the HCEU edition prints of the rows that its readers may know.
PRINTED: dict[type[models.Model], tuple[str, ...]] = {
    Activity: ("title", "yielded"),
    Move: ("reason",),
    Commitment: ("text", "source_locator", "settled_locator"),
    Source: ("citation", "title", "note"),
    ActivityCitation: ("locator",),
}


class Circles:
    """Markers by who may know them: only other circles (`never`), the HCEU (`hceu`), everybody (`public`)."""

    def __init__(self) -> None:
        self.markers = Markers()
        self.never: set[str] = set()
        self.hceu: set[str] = set()
        self.public: set[str] = set()
        self.printed_for_hceu: set[str] = set()
        self.printed_for_kamer: set[str] = set()
        self.authors_of_kamer: set[str] = set()

    def new(self, circle: set[str]) -> str:
        """A new marker that only this circle may know."""
        marker = self.markers.new()
        circle.add(marker)
        return marker

    def printed(self, circle: set[str]) -> str:
        """A new marker that the edition for this circle must hold."""
        marker = self.new(circle)
        self._note_printed(circle, marker)
        return marker

    def words(self, model: type[models.Model], circle: set[str]) -> dict[str, Any]:
        """A marker for every column with words, in a form that the column takes."""
        words = self.markers.words(model)
        for name, (marker, _value) in words.items():
            circle.add(marker)
            if name in PRINTED.get(model, ()):
                self._note_printed(circle, marker)
        return {name: value for name, (_marker, value) in words.items()}

    def _note_printed(self, circle: set[str], marker: str) -> None:
        if circle is self.hceu:
            self.printed_for_hceu.add(marker)
        elif circle is self.public:
            self.printed_for_kamer.add(marker)


@dataclass(frozen=True)
class Edition:
    """All that there is of one compiled edition."""

    document: str
    html: str
    pdf: bytes
    hidden_origins: tuple[str, ...]
    origins: int


@dataclass(frozen=True)
class Compiled:
    """Both editions, the markers, and what the worker said while it worked."""

    kamer: Edition
    hceu: Edition
    markers: Circles
    log: str


class Planting:
    """Rows that are told and rows that are not, each linked to the other in every way that their tables allow."""

    def __init__(self, hceu: Compartment) -> None:
        self.markers = Circles()
        other = CompartmentFactory()
        self.ways = (
            ({"classification": Classification.INTERNAL}, self.markers.hceu),
            ({"classification": Classification.DEPARTMENTAL}, self.markers.hceu),
            ({"classification": Classification.PUBLIC, "compartment": hceu}, self.markers.hceu),
            ({"classification": Classification.PUBLIC, "compartment": other}, self.markers.never),
            ({"classification": Classification.DEPARTMENTAL, "compartment": other}, self.markers.never),
        )
        self.told: dict[type[models.Model], Any] = {}
        self.hidden: dict[tuple[type[models.Model], int], Any] = {}

    def plant(self) -> None:
        for model in guarded_models():
            self.told_row(model)
        for model in guarded_models():
            for way, (_facts, circle) in enumerate(self.ways):
                self.point_at(self.hidden_row(model, way), circle)

    def told_row(self, model: type[Guarded]) -> Any:
        """The one row of a model that everybody may be told, made with what it rests on."""
        if model not in self.told:
            facts: dict[str, Any] = {"classification": Classification.PUBLIC} if has_columns(model) else {}
            keys = {key.name: self.told_row(key.related_model) for key in guarded_keys(model)}
            self.told[model] = build(
                model, **self.shown(model), **self.markers.words(model, self.markers.public), **facts, **keys
            )
        return self.told[model]

    def hidden_row(self, model: type[Guarded], way: int) -> Any:
        """A row that is hidden in one of the ways, by its own columns or by those of its whole, beside told ones."""
        if (model, way) not in self.hidden:
            facts, circle = self.ways[way]
            # A key that may be used once only is left to the builder.
            keys = {key.name: self.told_row(key.related_model) for key in guarded_keys(model) if not key.unique}
            if not has_columns(model):
                facts, keys[model.part_of] = {}, self.hidden_row(model.root_model(), way)
            words = self.markers.words(model, circle)
            self.hidden[model, way] = build(model, **self.shown(model), **words, **facts, **keys)
            self.look_ahead(model, facts, circle)
        return self.hidden[model, way]

    def point_at(self, hidden: Any, circle: set[str]) -> None:
        """For every key that may lead to the hidden row: a row that would be told, with the key leading there."""
        for model in guarded_models():
            for key in guarded_keys(model):
                if key.related_model is not type(hidden) or key.name == model.part_of:
                    continue
                keys = {other.name: self.told_row(other.related_model) for other in guarded_keys(model)}
                facts: dict[str, Any] = {"classification": Classification.PUBLIC} if has_columns(model) else {}
                words = self.markers.words(model, circle)
                build(model, **self.shown(model), **words, **facts, **keys | {key.name: hidden})

    def shown(self, model: type[models.Model]) -> dict[str, Any]:
        """What makes a row of the model appear in the report over the fourth quarter."""
        return {"quarter": Q4} if model is Activity else {}

    def look_ahead(self, model: type[models.Model], facts: dict[str, Any], circle: set[str]) -> None:
        """An activity of a later quarter, of which a report tells the title only."""
        if model is Activity:
            build(Activity, **facts, title=self.markers.printed(circle), quarter=Q4.next())


@pytest.fixture(scope="module")
def compiled(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Compiled]:
    """Everything planted, both editions compiled by a worker: once for all tests of this file."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), clock.at(NOW), pytest.MonkeyPatch.context() as patch:
        patch.setattr(django_settings, "MEDIA_ROOT", media)
        worker = Worker(media, {})
        try:
            yield _compile(worker)
        finally:
            worker.kill()
            call_command("flush", verbosity=0, interactive=False)


def _compile(worker: Worker) -> Compiled:
    hceu = CompartmentFactory(name="HCEU", home_of=ViewerKind.HCEU)
    join(hceu, audience=ViewerKind.HCEU)
    author = a_user()
    join(hceu, user=author)
    planting = Planting(hceu)
    planting.plant()
    markers = planting.markers
    reports = {
        ViewerKind.KAMER: ReportFactory(audience=ViewerKind.KAMER),
        ViewerKind.HCEU: ReportFactory(audience=ViewerKind.HCEU, compartment=hceu),
    }
    for report, circle, printed in (
        (reports[ViewerKind.KAMER], markers.public, markers.authors_of_kamer),
        (reports[ViewerKind.HCEU], markers.hceu, markers.printed_for_hceu),
    ):
        for chapter in all_chapters():
            if chapter.authored:
                marker = markers.new(circle)
                printed.add(marker)
                ChapterText.objects.create(report=report, key=chapter.key, markdown=f"Tekst {marker}.")
    worker.start()
    editions = {kind: _edition(viewer_of(author), report) for kind, report in reports.items()}
    return Compiled(editions[ViewerKind.KAMER], editions[ViewerKind.HCEU], markers, "".join(worker.said))


def _edition(viewer: Viewer, report: Report) -> Edition:
    job = compile_report(viewer, report)
    wait_until(lambda: not type(job).objects.get(pk=job.pk).is_active, "the end of the compile")
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.error
    version = ReportVersion.objects.get(job=job)
    files = {rendition.format: rendition.file.read() for rendition in version.renditions.all()}
    audience = Viewer.for_audience(ViewerKind(report.audience), NOW)
    origins = BlockSource.objects.filter(version=version)
    hidden = [str(one.content_type) for one in origins if not _is_seen(audience, one)]
    return Edition(
        json.dumps(version.document, ensure_ascii=False),
        files["html"].decode(),
        files["pdf"],
        tuple(hidden),
        origins.count(),
    )


def _is_seen(audience: Viewer, origin: BlockSource) -> bool:
    model: Any = origin.content_type.model_class()
    return bool(model.objects.visible_to(audience).filter(pk=origin.object_id).exists())


WHERE = {
    "document": lambda edition: edition.document,
    "html": lambda edition: edition.html,
    "text of the pdf": lambda edition: pdf_text(edition.pdf),
    "pdf beside its text": lambda edition: pdf_beside_its_text(edition.pdf),
}


@pytest.mark.parametrize("where", WHERE)
def test_the_kamer_edition_holds_nothing_that_is_hidden(compiled: Compiled, where: str) -> None:
    leaked = found(WHERE[where](compiled.kamer)) & (compiled.markers.never | compiled.markers.hceu)
    assert not leaked


@pytest.mark.parametrize("where", WHERE)
def test_the_hceu_edition_holds_nothing_of_other_circles(compiled: Compiled, where: str) -> None:
    assert not found(WHERE[where](compiled.hceu)) & compiled.markers.never


@pytest.mark.parametrize("where", ["document", "html", "text of the pdf"])
def test_the_hceu_edition_holds_what_its_readers_may_know(compiled: Compiled, where: str) -> None:
    expected = compiled.markers.printed_for_hceu | compiled.markers.printed_for_kamer
    missing = expected - found(WHERE[where](compiled.hceu))
    assert not missing


@pytest.mark.parametrize("where", ["document", "html", "text of the pdf"])
def test_the_kamer_edition_holds_what_is_public(compiled: Compiled, where: str) -> None:
    expected = compiled.markers.printed_for_kamer | compiled.markers.authors_of_kamer
    missing = expected - found(WHERE[where](compiled.kamer))
    assert not missing


def test_markers_are_found_in_alternatives_of_pictures(compiled: Compiled) -> None:
    """Control of the search itself: titles stand in the alternative of the picture."""
    beside = found(pdf_beside_its_text(compiled.hceu.pdf))
    assert beside & compiled.markers.printed_for_hceu


def test_no_origin_of_the_kamer_edition_is_a_hidden_row(compiled: Compiled) -> None:
    assert compiled.kamer.origins
    assert compiled.kamer.hidden_origins == ()


def test_no_origin_of_the_hceu_edition_is_hidden_from_the_hceu(compiled: Compiled) -> None:
    assert compiled.hceu.origins > compiled.kamer.origins
    assert compiled.hceu.hidden_origins == ()


def test_the_log_of_the_worker_holds_no_words_of_rows(compiled: Compiled) -> None:
    assert "core.run_job" in compiled.log
    assert found(compiled.log) == set()


def test_every_column_with_words_was_planted(compiled: Compiled) -> None:
    columns = {column for model in guarded_models() for column in text_fields(model)}
    assert columns == compiled.markers.markers.planted
