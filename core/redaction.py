"""Taking words away for good, from a row and from its history: a logged step of its own, with a reason.

The only thing that changes an event (docs/architecture.md, rule 4; AVG art. 17). What was published stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.tracking import events_of
from accounts.viewers import Viewer
from core.access import require
from core.concurrency import locked, save
from core.errors import DomainError
from core.history import rows_seen
from core.models import Circumstances, Classified, Guarded, Redaction
from core.triggers import REASON_OF_A_CHANGE, TOMBSTONE

C = TypeVar("C", bound=Classified)

LONGEST_EXCERPT = 60
"""Characters of a text that are shown to recognise it by."""


@dataclass(frozen=True)
class Words:
    """Words that can be taken away: one column of a row or of a part of it; `label` says to people which."""

    model: type[Guarded]
    pk: Any
    column: str
    label: str = field(compare=False)

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.model._meta.model_name}:{self.pk}:{self.column}"


def redactable(viewer: Viewer, row: Classified) -> list[Words]:
    """What can be taken away from a row, its parts and what was a part of it, as far as the viewer may see them."""
    words = [
        Words(model, pk, column.name, _label(model, event, column, is_part=pk != row.pk))
        for (model, pk), event in rows_seen(viewer, row).items()
        for column in _columns_with_words(model)
        if _is_told(viewer, event, model, column)
    ]
    return [*words, Words(type(row), row.pk, REASON_OF_A_CHANGE, _("Reasons that were given for changes"))]


def _is_told(viewer: Viewer, event: Any, model: type[Guarded], column: Any) -> bool:
    """Not where it says something of a row that the viewer may not see, as the place in a hidden source does."""
    teller = model.told_with.get(column.name)
    if teller is None:
        return True
    key: Any = model._meta.get_field(teller)
    told = getattr(event, key.attname)
    return told is None or key.related_model.objects.visible_to(viewer).filter(pk=told).exists()


def _columns_with_words(model: type[Guarded]) -> list[Any]:
    texts = (models.CharField, models.TextField)
    # An address leads somewhere, and by a short name rows know each other: neither is what somebody said.
    keys = (models.URLField, models.SlugField)
    return [
        column
        for column in model._meta.concrete_fields
        if isinstance(column, texts)
        and column.editable  # a code that was drawn holds nobody's words
        and not column.choices
        and not isinstance(column, keys)
    ]


def _label(model: type[Guarded], event: Any, column: Any, *, is_part: bool) -> str:
    name = str(column.verbose_name)
    if not is_part:
        return capfirst(name)
    excerpt = getattr(event, column.attname)
    if len(excerpt) > LONGEST_EXCERPT:
        excerpt = f"{excerpt[:LONGEST_EXCERPT].rstrip()}…"
    return _("%(kind)s, %(column)s: “%(excerpt)s”") % {
        "kind": capfirst(str(model._meta.verbose_name)),
        "column": name,
        "excerpt": excerpt,
    }


@transaction.atomic
def redact(viewer: Viewer, row: C, *, revision: int, words: Iterable[str], reason: str) -> C:
    """Put a tombstone in the place of words, in the row and in every event of it. Nothing brings them back.

    `words` are keys of what `redactable` offers. Raises DomainError at `words` for none, or for what is not offered.
    """
    require(viewer, "core.redact", row)
    current = locked(row, revision=revision)
    offered = {one.key: one for one in redactable(viewer, current)}
    chosen: dict[tuple[type[Guarded], Any], list[str]] = defaultdict(list)
    for key in dict.fromkeys(words):
        if key not in offered:
            raise DomainError(_("Open the form again: what can be taken away has changed."), field="words")
        chosen[offered[key].model, offered[key].pk].append(offered[key].column)
    if not chosen:
        raise DomainError(_("Choose what is to be taken away."), field="words")
    for (model, pk), columns in chosen.items():
        _log(viewer, current, model, pk, columns, reason)
        _take_from_events(model, pk, columns)
        _take_from_row(current, model, pk, columns)
    return save(current)


def _log(
    viewer: Viewer, whole: Classified, model: type[Guarded], pk: Any, columns: list[str], reason: str
) -> Redaction:
    """Written first: without it the database refuses what follows."""
    as_confidential_as = _classified(model, pk) or whole
    return Redaction.objects.create(
        content_type=ContentType.objects.get_for_model(model),
        object_id=pk,
        fields=columns,
        reason=reason,
        redacted_by=User.objects.get(pk=viewer.user or 0),
        redacted_at=viewer.at,
        classification=max(as_confidential_as.classification, whole.classification),
        compartment=as_confidential_as.compartment or whole.compartment,
    )


def _classified(model: Any, pk: Any) -> Classified | None:
    """A row, or the nearest whole above it, that carries a classification; found by its history where it is gone."""
    while not model.has_own_classification():
        last = events_of(model).filter(pgh_obj_id=pk).order_by("pgh_id").last()
        if last is None:
            return None
        model, pk = model.root_model(), getattr(last, f"{model.part_of}_id")
    found: Classified | None = model.objects.filter(pk=pk).first()
    return found


def _take_from_events(model: Any, pk: Any, columns: list[str]) -> None:
    events = events_of(model).filter(pgh_obj_id=pk)
    for column in columns:
        if column == REASON_OF_A_CHANGE:
            _take_reasons(events)
        else:
            _holding(events, column).update(**{column: TOMBSTONE})


def _take_reasons(events: Any) -> None:
    circumstances = Circumstances.objects.filter(pk__in=events.values("pgh_context_id"), metadata__has_key="reason")
    for one in circumstances:
        if one.metadata["reason"] != TOMBSTONE:
            Circumstances.objects.filter(pk=one.pk).update(metadata=one.metadata | {"reason": TOMBSTONE})


def _take_from_row(whole: Classified, model: type[Guarded], pk: Any, columns: list[str]) -> None:
    for column in columns:
        if column == REASON_OF_A_CHANGE:
            continue
        if pk == whole.pk:
            if getattr(whole, column):
                setattr(whole, column, TOMBSTONE)
            continue
        try:
            with transaction.atomic():
                _holding(model.objects.filter(pk=pk), column).update(**{column: TOMBSTONE})
        except IntegrityError:
            message = _("Two of these would become the same. Remove one of them first: it can be wiped afterwards too.")
            raise DomainError(message, field="words") from None


def _holding(rows: Any, column: str) -> Any:
    """The rows that hold words in a column which were not taken away already."""
    return rows.exclude(**{column: None}).exclude(**{f"{column}__in": ["", TOMBSTONE]})
