"""The approach, in the founding letter's own words: what a dependency is, and the taskforce's two core tasks."""

from __future__ import annotations

from dataclasses import dataclass

from core.models import Source
from core.sources import FOUNDING_LETTER
from reports import document as doc
from reports.chapters.reading import Chapter, Reading, marking_of, origin


@dataclass(frozen=True)
class Fact:
    """Words of the letter and the section in which they stand."""

    words: str
    section: str


# Section 1.1, literally; only what the letter puts between brackets as (i) and (ii) is kept as it is.
DEFINITION = (
    Fact(
        "Afhankelijkheden zijn niet per definitie problematisch: wederzijdse afhankelijkheden vormen de hoeksteen van "
        "het mondiale handelssysteem, waardoor specialisatie kan optreden, innovatie wordt gestimuleerd, producten "
        "toegankelijk blijven, wetenschappelijke kennis circuleert en onze welvaart en koopkracht toeneemt. We spreken "
        "onder meer van een afhankelijkheid voor Nederland als (i) we van een product, dienst of technologie relatief "
        "veel importeren ten opzichte van de binnenlandse productie en (ii) de invoer hiervan afkomstig is uit een "
        "beperkt aantal landen van buiten de EU.",
        "paragraaf 1.1",
    ),
    Fact(
        "Een afhankelijkheid is strategisch wanneer het betreffende product, dienst of technologie cruciaal is voor "
        "het borgen van publieke belangen van Nederland en/of de EU, of de afhankelijkheid een risico vormt voor de "
        "continuïteit van vitale processen of de toegang tot gevoelige informatie voor derden. Om te bepalen of een "
        "strategische afhankelijkheid ook als risicovol kan worden bestempeld, zal het risico op "
        "leveringsonderbrekingen beoordeeld moeten worden. Dit hangt onder meer af van de mate van marktconcentratie "
        "en de mogelijkheid tot substitutie, de aard van de betrekkingen met het land waarvan we afhankelijk zijn en "
        "de mate van wederzijdse afhankelijkheid. Bij een hoog risico spreken we van een risicovolle strategische "
        "afhankelijkheid.",
        "paragraaf 1.1",
    ),
)
TASKFORCE = Fact(
    "EZK en BZ delen het co-voorzitterschap van de taskforce, waarbij deelname voor alle departementen open staat. De "
    "verschillende departementen blijven zelf verantwoordelijk voor de aanpak van risicovolle strategische "
    "afhankelijkheden binnen de sectoren waar zij verantwoordelijkheid voor dragen. De taskforce beoogt de "
    "samenwerking tussen departementen in de aanpak van risicovolle strategische afhankelijkheden te bevorderen en een "
    "aanjagende rol te spelen bij de aanpak hiervan. De taskforce rapporteert aan de Hoogambtelijke Commissie EU "
    "(HCEU).",
    "paragraaf 3",
)
CORE_TASKS = (
    Fact(
        "Inzicht vergroten in risicovolle strategische afhankelijkheden en de identificatie en prioritering van "
        "risicovolle strategische afhankelijkheden.",
        "paragraaf 3, kerntaak 1",
    ),
    Fact(
        "Aanjagen van de aanpak van specifieke risicovolle strategische afhankelijkheden en de daarbij betrokken "
        "economische, diplomatieke, maatschappelijke en veiligheidsbelangen.",
        "paragraaf 3, kerntaak 2",
    ),
)


def write(reading: Reading) -> tuple[doc.Block, ...]:
    """The letter's definition and core tasks, each with its section; nothing where the letter is not there to cite."""
    letter = Source.objects.visible_to(reading.viewer).filter(identifier=FOUNDING_LETTER).first()
    if letter is None:
        return ()
    marking, sources, origins = marking_of(letter), (reading.source_id(letter),), (origin(letter),)

    def told(fact: Fact) -> doc.Runs:
        return (doc.Text(fact.words), reading.cite(letter, fact.section))

    def paragraph(*runs: doc.Run) -> doc.Paragraph:
        return doc.Paragraph(runs=runs, classification=marking, sources=sources, origins=origins)

    def heading(text: str) -> doc.Heading:
        return doc.Heading(text=text, level=2, classification=doc.Marking.PUBLIC)

    return (
        heading("Wanneer een afhankelijkheid risicovol is"),
        *(paragraph(*told(fact)) for fact in DEFINITION),
        heading("De taskforce en haar kerntaken"),
        paragraph(*told(TASKFORCE)),
        paragraph(doc.Text("Daarbij heeft de taskforce twee kerntaken:")),
        doc.List(
            items=tuple(told(fact) for fact in CORE_TASKS),
            ordered=True,
            classification=marking,
            sources=sources,
            origins=origins,
        ),
    )


CHAPTER = Chapter(key="approach", title="De kabinetsaanpak", order=20, write=write)
