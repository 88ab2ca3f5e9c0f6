"""Documents for tests, from the letter's own content: section 4's activities and the two commitments it names.

What happened to the activities (dates, states, who leads) is fictitious; the letter does not say it.
"""

from dataclasses import replace
from datetime import date

from core.charts.timeline import Layout, Row, Span, Words, lay_out
from core.charts.timeline_svg import as_svg
from reports.document import (
    Block,
    Column,
    Document,
    Edition,
    Emphasis,
    Entry,
    Figure,
    FootnoteRef,
    Heading,
    Link,
    List,
    Marking,
    Origin,
    Paragraph,
    Run,
    Sender,
    Source,
    SourceRef,
    Strong,
    Table,
    Text,
    TextBox,
    Timeline,
    TimelineActivity,
    TimelineQuarter,
    TimelineStatus,
    named_footnotes,
    named_sources,
    number,
)

NOTICE = "Demonstratie: bevat verzonnen gegevens"
PLACE = "https://zoek.officielebekendmakingen.nl/"
SOURCES = {
    "h-tk-20222023-26-10": Source("Handelingen II 2022/23, nr. 26, item 10", PLACE + "h-tk-20222023-26-10.html"),
    "kst-35982-9": Source("Kamerstuk 35 982, nr. 9", PLACE + "kst-35982-9.html"),
    "kst-21501-02-2602": Source("Kamerstuk 21 501-02, nr. 2602", PLACE + "kst-21501-02-2602.html"),
    "kst-36200-V-50": Source("Kamerstuk 36 200 V, nr. 50", PLACE + "kst-36200-V-50.html"),
    "kst-30821-178": Source(
        "Kamerstuk 30 821, nr. 178",
        PLACE + "kst-30821-178.html",
        "In de Veiligheidsstrategie wordt ook nog kennis genoemd als prioritair onderwerp",
    ),
    "kst-36180-31": Source("Kamerstuk 36 180, nr. 31", PLACE + "kst-36180-31.html"),
    "kamerbrief": Source("Kamerbrief kabinetsaanpak strategische afhankelijkheden"),
    "dg-grow": Source(
        "DG GROW, An enhanced methodology to monitor the EU’s strategic dependencies and vulnerabilities"
    ),
}
FOOTNOTES = {"verkort": (Text("Verkort weergegeven naar paragraaf 1.1 van de brief."),)}
WORDS = Words(
    months=("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    today="4 december",
    planned="gepland",
    done="uitgevoerd",
    overrun="buiten het geplande kwartaal",
    ahead="nog te gaan",
)
WINDOW = Span(date(2023, 4, 1), date(2023, 12, 31))
TODAY = date(2023, 12, 4)
Q2 = Span(date(2023, 4, 1), date(2023, 6, 30))
Q3 = Span(date(2023, 7, 1), date(2023, 9, 30))
Q4 = Span(date(2023, 10, 1), date(2023, 12, 31))
STATE_WORDS = {
    TimelineStatus.DONE: "afgerond",
    TimelineStatus.RUNNING: "loopt",
    TimelineStatus.PLANNED: "gepland",
    TimelineStatus.MOVED: "verschoven",
}


def _row(
    label: str, leads: str, status: TimelineStatus, planned: Span, actual: Span | None, ahead: Span | None = None
) -> Row:
    state = STATE_WORDS[status]
    return Row(label, leads, state, f"{label}: {state}.", planned, actual, ahead)


def rows() -> tuple[Row, ...]:
    """Section 4's eleven activities; leads, dates and states are fictitious."""
    done, running, moved = TimelineStatus.DONE, TimelineStatus.RUNNING, TimelineStatus.MOVED
    return (
        _row(
            "Inventarisatie stand van zaken binnen de vier deelterreinen",
            "EZK",
            done,
            Q2,
            Span(Q2.first, date(2023, 6, 25)),
        ),
        _row(
            "Verder beoordelen en verdiepen van de bevindingen van de geo-economische monitor",
            "EZK, LNV, VWS",
            done,
            Q2,
            Span(date(2023, 4, 15), date(2023, 7, 27)),
        ),
        _row(
            "Bespreken van methodologische vraagstukken in kwantitatieve analyse",
            "BZ",
            done,
            Q2,
            Span(date(2023, 5, 1), Q2.last),
        ),
        _row("Actualisering van de set vragen", "secretariaat", done, Q2, Span(date(2023, 5, 16), date(2023, 6, 27))),
        _row(
            "(Verdere) consultaties bij identificatie en prioritering",
            "EZK, BZ",
            done,
            Q2,
            Span(date(2023, 4, 21), Q2.last),
        ),
        _row(
            "Interne kennissessies bij identificatie en mitigatie",
            "secretariaat",
            done,
            Q2,
            Span(date(2023, 6, 2), date(2023, 6, 23)),
        ),
        _row(
            "Verdere consultaties, incl. op politiek niveau, over instrumenten",
            "EZK, LNV",
            done,
            Q3,
            Span(date(2023, 7, 10), date(2023, 10, 26)),
        ),
        _row(
            "Interne kennissessies en simulaties om de aanpak te toetsen",
            "secretariaat, LNV",
            running,
            Q3,
            Span(date(2023, 8, 5), TODAY),
            Span(date(2023, 12, 5), date(2023, 12, 20)),
        ),
        _row(
            "Advisering aan de stuurgroep OSA en de HCEU voor 2024–2029",
            "BZ",
            moved,
            Q3,
            None,
            Span(date(2023, 12, 5), Q4.last),
        ),
        _row(
            "Lessen uit de inventarisatie gebruiken voor de methodiek",
            "EZK",
            done,
            Q3,
            Span(date(2023, 7, 5), date(2023, 9, 27)),
        ),
        _row(
            "Voortgangsrapportage aan uw Kamer",
            "secretariaat",
            running,
            Q4,
            Span(date(2023, 10, 8), TODAY),
            Span(date(2023, 12, 5), Q4.last),
        ),
    )


def layout() -> Layout:
    """The eleven activities over the last three quarters of 2023."""
    return lay_out(rows(), window=WINDOW, today=TODAY, words=WORDS)


def paragraph(*runs: Run | str, marking: Marking = Marking.PUBLIC, origins: tuple[Origin, ...] = ()) -> Paragraph:
    """A paragraph of runs, plain strings among them; it rests on the sources that it cites."""
    made = tuple(Text(run) if isinstance(run, str) else run for run in runs)
    cited = tuple(dict.fromkeys(run.id for run in made if isinstance(run, SourceRef)))
    return Paragraph(runs=made, classification=marking, sources=cited, origins=origins)


def heading(text: str, level: int = 1, marking: Marking = Marking.PUBLIC) -> Heading:
    """A heading."""
    return Heading(text=text, level=level, classification=marking)


def chart(marking: Marking = Marking.PUBLIC) -> Figure:
    """The timeline as a figure."""
    drawn = layout()
    return Figure(
        title="Acht van elf activiteiten zijn afgerond",
        alt="Per activiteit wat was gepland en wat is uitgevoerd. " + drawn.description,
        svg=as_svg(drawn, WORDS),
        classification=marking,
    )


def timeline(marking: Marking = Marking.PUBLIC) -> Timeline:
    """The eleven activities by the quarter they were planned in."""
    status_of = {word: status for status, word in STATE_WORDS.items()}
    quarters = []
    for label, span in (("Tweede", Q2), ("Derde", Q3), ("Vierde", Q4)):
        activities = tuple(
            TimelineActivity(status_of[row.state], (Text(row.label),)) for row in rows() if row.planned == span
        )
        quarters.append(TimelineQuarter(f"{label} kwartaal 2023", activities))
    return Timeline(quarters=tuple(quarters), classification=marking, sources=("kamerbrief",))


def commitments(marking: Marking = Marking.PUBLIC) -> Table:
    """The promise and the motion that the letter says it settles."""
    return Table(
        title="Afgedane toezeggingen en moties",
        columns=(Column("Soort", 0.8), Column("Inhoud", 1.9), Column("Vindplaats", 1.5), Column("Afgedaan met")),
        rows=(
            (
                "Toezegging",
                "Toezegging van 23 november 2022 over de kabinetsaanpak",
                (Link("Handelingen II 2022/23, nr. 26, item 10", PLACE + "h-tk-20222023-26-10.html"),),
                (Text("Kamerbrief kabinetsaanpak"), SourceRef("kamerbrief", "inleiding")),
            ),
            (
                "Motie",
                "Motie van het lid Kuzu (DENK)",
                (Link("Kamerstuk 36 200 V, nr. 50", PLACE + "kst-36200-V-50.html"),),
                (Text("Kamerbrief kabinetsaanpak"), SourceRef("kamerbrief", "inleiding")),
            ),
        ),
        classification=marking,
        sources=("h-tk-20222023-26-10", "kst-36200-V-50", "kamerbrief"),
    )


def chapters() -> tuple[Block, ...]:
    """Public chapters, with every kind of block and of run among them."""
    return (
        paragraph(
            "Conform de toezegging van 23 november 2022",
            SourceRef("h-tk-20222023-26-10"),
            SourceRef("kst-35982-9"),
            " informeren wij uw Kamer over de voortgang van de kabinetsaanpak en over de activiteiten van de Taskforce "
            "Strategische Afhankelijkheden (hierna: de taskforce). Over de eerste planning is uw Kamer geïnformeerd in "
            "het RBZ-verslag van 31 januari 2023.",
            SourceRef("kst-21501-02-2602"),
        ),
        heading("De aanpak"),
        heading("Definitie", 2),
        paragraph(
            "Afhankelijkheden zijn niet per definitie problematisch. Een afhankelijkheid is ",
            Strong("strategisch"),
            " wanneer het product, de dienst of de technologie cruciaal is voor het borgen van publieke belangen.",
            FootnoteRef("verkort"),
        ),
        paragraph("Op vier gebieden is extra aandacht wenselijk:", SourceRef("kst-30821-178")),
        List(
            items=(
                (Text("kritieke grondstoffen en (fossiele) energie;"),),
                (Text("digitale en (hoogwaardige) technologische toepassingen;"),),
                (Text("medische producten;"),),
                (Text("voedselzekerheid."),),
            ),
            classification=Marking.PUBLIC,
            sources=("kst-30821-178",),
        ),
        heading("Kerntaken", 2),
        paragraph("De taskforce heeft twee kerntaken:"),
        List(
            ordered=True,
            items=(
                (Text("inzicht vergroten in risicovolle strategische afhankelijkheden;"),),
                (Text("aanjagen van de aanpak van specifieke risicovolle strategische afhankelijkheden."),),
            ),
            classification=Marking.PUBLIC,
        ),
        TextBox(
            title="Generieke geneesmiddelen",
            classification=Marking.PUBLIC,
            blocks=(
                paragraph(
                    "VWS herkent de in de geo-economische monitor",
                    SourceRef("kst-36180-31"),
                    " genoemde afhankelijkheid van (onder meer) China voor productie van werkzame stoffen (",
                    Emphasis("active pharmaceutical ingredients", "en"),
                    ", API’s) voor bepaalde categorieën antibiotica.",
                ),
            ),
        ),
        heading("Tijdlijn"),
        paragraph("Figuur 1 laat zien wat was gepland en wat is uitgevoerd."),
        chart(),
        timeline(),
        heading("Toezeggingen en moties"),
        commitments(),
        heading("Vooruitblik"),
        paragraph("De departementen blijven zelf verantwoordelijk voor de aanpak binnen hun sectoren."),
    )


def confidential_chapters() -> tuple[Block, ...]:
    """A chapter that only the HCEU may read."""
    internal, closed = Marking.INTERNAL, Marking.DEPARTMENTAL
    moved = Origin("timeline.move", "5f0c1d9e-5d0f-4c26-9a51-0f6f6b0f5a11", internal, 7)
    return (
        heading("Verschoven activiteiten", marking=internal),
        paragraph(
            "De reden is intern: de HCEU vergadert pas in december (fictief).", marking=internal, origins=(moved,)
        ),
        paragraph("Deze alinea is departementaal vertrouwelijk (fictief).", marking=closed),
        List(
            items=((Text("eerste punt;"),), (Text("tweede punt."),)),
            classification=closed,
        ),
        Table(
            title="Verschoven",
            columns=(Column("Activiteit", 2), Column("Naar")),
            rows=(("Advisering", "Q4 2023"),),
            classification=internal,
        ),
        TextBox(title="Overweging", classification=closed, blocks=(paragraph("Fictief.", marking=closed),)),
    )


def document(edition: Edition, blocks: tuple[Block, ...]) -> Document:
    """A document of one edition over blocks, with just the sources and notes that they name."""
    numbered = number(blocks)
    footnotes = {key: FOOTNOTES[key] for key in named_footnotes(numbered)}
    named = named_sources(numbered, footnotes)
    kamer = edition is Edition.KAMER
    title = "Voortgangsrapportage" if kamer else "Annotatie HCEU: voortgang"
    return Document(
        edition=edition,
        classification=Marking.PUBLIC if kamer else Marking.DEPARTMENTAL,
        quarter="2023-Q4",
        date=date(2023, 12, 4),
        title=f"{title} strategische afhankelijkheden, vierde kwartaal 2023",
        short_title=f"{title} strategische afhankelijkheden, Q4 2023",
        notice=NOTICE,
        authors=("Taskforce Strategische Afhankelijkheden",),
        keywords=("strategische afhankelijkheden", "2023-Q4"),
        sender=Sender(
            "Taskforce Strategische Afhankelijkheden",
            ("Ministerie van Economische Zaken en Klimaat", "Ministerie van Buitenlandse Zaken"),
        ),
        addressee=("De Voorzitter van de Tweede Kamer", "der Staten-Generaal") if kamer else (),
        colophon=(Entry("Rapportageperiode", "Vierde kwartaal 2023"), Entry("Rubricering", "Openbaar"))
        if kamer
        else (),
        salutation="Geachte Voorzitter," if kamer else None,
        closing="Hoogachtend," if kamer else None,
        signatories=(
            "De Minister van Economische Zaken en Klimaat",
            "De Minister van Buitenlandse Zaken",
            "De Minister voor Buitenlandse Handel en Ontwikkelingssamenwerking",
        )
        if kamer
        else (),
        routing=()
        if kamer
        else (
            Entry("Aan", "Hoogambtelijke Commissie EU (HCEU)"),
            Entry("Van", "Taskforce Strategische Afhankelijkheden (EZK en BZ)"),
            Entry("Datum", "4 december 2023"),
        ),
        sources={key: SOURCES[key] for key in named},
        footnotes=footnotes,
        blocks=numbered,
    )


def kamer() -> Document:
    """The letter to the Kamer."""
    return document(Edition.KAMER, chapters())


def hceu() -> Document:
    """The note for the HCEU: the same chapters and a confidential one."""
    return document(Edition.HCEU, chapters()[1:] + confidential_chapters())


def one(*blocks: Block, edition: Edition = Edition.KAMER) -> Document:
    """A small document of the given blocks below one heading."""
    return document(edition, (heading("Kop"), *blocks))


def with_title(title: str) -> Document:
    """A small document with this title, heading, alternative text and paragraph."""
    figure = replace(chart(), title=title, alt=title)
    small = document(Edition.KAMER, (heading(title), paragraph(title), figure))
    return replace(small, title=title, short_title=title)
