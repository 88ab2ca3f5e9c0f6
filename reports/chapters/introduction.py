"""Why the reader gets this: the occasion and the period, and what the authors add."""

from __future__ import annotations

from core.models import Source
from reports import document as doc
from reports.chapters.reading import Chapter, Reading, marking_of, origin

# The papers that the founding letter itself names as its occasion, in its first two paragraphs.
PROMISE, FOUNDING, FIRST_PLAN = "h-tk-20222023-26-10", "kst-35982-9", "kst-21501-02-2602"
# What each says of itself there; {kamer} is how this edition's reader calls the House.
OCCASIONS = {
    PROMISE: "Dit gebeurt in het verlengde van de toezegging van 23 november 2022.",
    FOUNDING: (
        "Over de oprichting van de taskforce is {kamer} geïnformeerd in de brief over Open Strategische Autonomie van "
        "8 november 2022."
    ),
    FIRST_PLAN: (
        "In het RBZ-verslag van 31 januari 2023 is {kamer} geïnformeerd over de eerste planning van de taskforce."
    ),
}


def write(reading: Reading) -> tuple[doc.Block, ...]:
    """One paragraph; each paper is cited only where the audience may see it."""
    papers = Source.objects.visible_to(reading.viewer).filter(identifier__in=OCCASIONS)
    known = {paper.identifier: paper for paper in papers}
    kamer = "uw Kamer" if reading.is_for_kamer else "de Tweede Kamer"
    runs: list[doc.Run] = [doc.Text(_opening(reading))]
    for identifier, words in OCCASIONS.items():
        if identifier in known:
            runs += [doc.Text(f" {words.format(kamer=kamer)}"), reading.cite(known[identifier])]
    cited = [known[identifier] for identifier in OCCASIONS if identifier in known]
    paragraph = doc.Paragraph(
        runs=tuple(runs),
        classification=marking_of(*cited) if cited else doc.Marking.PUBLIC,
        sources=tuple(reading.source_id(source) for source in cited),
        origins=tuple(origin(source) for source in cited),
    )
    return (paragraph,)


def _opening(reading: Reading) -> str:
    paper, whom = (
        ("brief", "uw Kamer") if reading.is_for_kamer else ("annotatie", "de Hoogambtelijke Commissie EU (HCEU)")
    )
    period = reading.quarter.label()[0].lower() + reading.quarter.label()[1:]
    return (
        f"Met deze {paper} informeren wij {whom} over de voortgang van de kabinetsaanpak van strategische "
        "afhankelijkheden en over de activiteiten van de Taskforce Strategische Afhankelijkheden (hierna: de "
        f"taskforce) tot en met het {period}."
    )


CHAPTER = Chapter(key="introduction", title="Inleiding", order=10, write=write, authored=True)
