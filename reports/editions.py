"""The frame of each edition: its titles, its addressee, who signs, and what heads every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from accounts.roles import ViewerKind
from core.quarters import Quarter
from reports import document as doc
from reports.models import Report, ReportVersion

TASKFORCE = "Taskforce Strategische Afhankelijkheden"
DEMO_NOTICE = "Demonstratie: bevat verzonnen gegevens"


def default_title(audience: ViewerKind, quarter: Quarter) -> str:
    """What a new report is called, in Dutch: reports are."""
    period = f"{_ORDINALS[quarter.number]} kwartaal {quarter.year}"
    if audience == ViewerKind.HCEU:
        return f"Annotatie HCEU: voortgang strategische afhankelijkheden, {period}"
    return f"Voortgangsrapportage strategische afhankelijkheden, {period}"


_ORDINALS = {1: "eerste", 2: "tweede", 3: "derde", 4: "vierde"}

# Who signed the founding letter, as offices.
SIGNATORIES = (
    "De Minister van Economische Zaken en Klimaat",
    "De Minister van Buitenlandse Zaken",
    "De Minister voor Buitenlandse Handel en Ontwikkelingssamenwerking",
)


def source_identifier(version: ReportVersion) -> str:
    """By which identifier a published version can be cited: its audience, quarter and number."""
    report = version.report
    return f"voortgangsrapportage-{report.audience}-{report.quarter}-{version.number}".lower()


def citation_of(version: ReportVersion) -> str:
    """A published version as it is printed in a footnote."""
    return f"{TASKFORCE}, {version.document['short-title']}, versie {version.number}"


@dataclass(frozen=True)
class Facts:
    """What the frame is filled with."""

    report: Report
    number: int
    day: Any
    blocks: tuple[doc.Block, ...]
    sources: Mapping[str, doc.Source]


def frame(facts: Facts) -> doc.Document:
    """The whole document of an edition around its blocks. Raises DocumentError where a rule of documents is broken."""
    edition = doc.Edition(facts.report.audience)
    report, quarter = facts.report, facts.report.quarter
    common: dict[str, Any] = {
        "edition": edition,
        "classification": doc.Marking[report.ceiling.name],
        "quarter": str(quarter),
        "date": facts.day,
        "title": report.title,
        "authors": (TASKFORCE,),
        "notice": DEMO_NOTICE if settings.DEMO else None,
        "sources": facts.sources,
        "blocks": facts.blocks,
    }
    return doc.Document(**common, **(_letter(facts) if edition == doc.Edition.KAMER else _note(facts)))


def _letter(facts: Facts) -> dict[str, Any]:
    quarter = facts.report.quarter
    return {
        "short_title": f"Voortgangsrapportage strategische afhankelijkheden, {quarter.short_label()}",
        "keywords": ("strategische afhankelijkheden", "voortgangsrapportage", str(quarter)),
        "sender": doc.Sender(
            TASKFORCE, ("Ministerie van Economische Zaken en Klimaat", "Ministerie van Buitenlandse Zaken")
        ),
        "addressee": ("De Voorzitter van de Tweede Kamer", "der Staten-Generaal"),
        "colophon": (
            doc.Entry("Rapportageperiode", _period(quarter)),
            doc.Entry("Versie", str(facts.number)),
            doc.Entry("Rubricering", "Openbaar"),
        ),
        "salutation": "Geachte Voorzitter,",
        "closing": "Hoogachtend,",
        "signatories": tuple(facts.report.signatories),
    }


def _note(facts: Facts) -> dict[str, Any]:
    quarter = facts.report.quarter
    return {
        "short_title": f"Annotatie HCEU, {quarter.short_label()}",
        "keywords": ("HCEU", str(quarter)),
        "routing": (
            doc.Entry("Aan", "Hoogambtelijke Commissie EU (HCEU)"),
            doc.Entry("Van", f"Co-voorzitters {TASKFORCE} (EZK en BZ)"),
            doc.Entry("Periode", _period(quarter)),
            doc.Entry("Versie", str(facts.number)),
        ),
    }


def _period(quarter: Quarter) -> str:
    return f"{_ORDINALS[quarter.number].capitalize()} kwartaal {quarter.year}"
