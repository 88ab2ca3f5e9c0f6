"""Finding the source that somebody cites, or making it from what the citation says."""

from __future__ import annotations

from django.db import transaction

from accounts.classification import Classification
from accounts.viewers import Viewer
from core import citations
from core.errors import DomainError
from core.models import Source, SourceAlias, SourceKind

# Our own name for the letter that founded the taskforce: it does not tell its date or number, so it has no other.
FOUNDING_LETTER = "kamerbrief-strategische-afhankelijkheden"


@transaction.atomic
def cite(viewer: Viewer, text: str, *, field: str = "source") -> Source:
    """The source that a text cites: a Kamerstuk or Handelingen in any usual form, or a known source by its words.

    A parliamentary paper that is not known yet is added; it is public by nature. Raises DomainError at `field` for a
    text that is neither.
    """
    known = Source.objects.visible_to(viewer).filter(citation__iexact=text.strip()).first()
    if known is not None:
        return known
    try:
        citation = citations.parse(text)
    except citations.CitationError as error:
        raise DomainError(str(error), field=field) from error
    return _find(citation) or _add(viewer, citation)


def _find(citation: citations.Citation) -> Source | None:
    """By its own identity first; then by the other dossiers under which it, or what is cited here, is known."""
    identities = Source.objects.filter(identifier=citation.identifier)
    known = Source.objects.filter(aliases__identifier=citation.identifier)
    others = Source.objects.filter(identifier__in=citation.aliases)
    return identities.first() or known.first() or others.first()


def _add(viewer: Viewer, citation: citations.Citation) -> Source:
    dossier = citation.dossiers[0] if isinstance(citation, citations.ParliamentaryPaper) else None
    source = Source.objects.create(
        kind=SourceKind.PARLIAMENTARY_PAPER if dossier else SourceKind.PROCEEDINGS,
        identifier=citation.identifier,
        dossier=dossier.number if dossier else None,
        suffix=dossier.suffix if dossier else "",
        number=str(citation.number),
        citation=str(citation),
        url=citation.url,
        classification=Classification.PUBLIC,
        published_at=viewer.at,
    )
    SourceAlias.objects.bulk_create(SourceAlias(source=source, identifier=alias) for alias in citation.aliases)
    return source
