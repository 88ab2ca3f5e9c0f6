"""Every source that the chapters before this one name, once, with its address."""

from __future__ import annotations

from reports import document as doc
from reports.chapters.reading import Chapter, Reading, marking_of


def write(reading: Reading) -> tuple[doc.Block, ...]:
    """A list in the order of the alphabet; nothing where nothing was cited."""
    if not reading.sources:
        return ()
    named = sorted(reading.sources.items(), key=lambda item: item[1].citation)
    return (
        doc.List(
            items=tuple(_line(source) for _identifier, source in named),
            classification=marking_of(*reading.cited.values()),
            sources=tuple(identifier for identifier, _source in named),
        ),
    )


def _line(source: doc.Source) -> doc.Runs:
    name: doc.Run = doc.Link(source.citation, source.url) if source.url else doc.Text(source.citation)
    return (name, doc.Text(f": {source.note}")) if source.note else (name,)


CHAPTER = Chapter(key="sources", title="Bronnen", order=99, write=write)
