"""What people do with question sets: draft a version, ask its questions, adopt it, and say who may read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Required, TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.classification import Classification
from accounts.viewers import Viewer
from core import classifying
from core.access import person, require
from core.concurrency import already_made, locked, save
from core.errors import DomainError
from questions.models import LEVELS, Group, LetterSection, Question, QuestionSet, SetState

COPIED = tuple(column.name for column in Question._meta.concrete_fields if column.name not in {"id", Question.part_of})
"""What a question keeps from one version to the next: everything but its place in the database."""


class QuestionFacts(TypedDict, total=False):
    """What a question asks. Levels are five texts, from the lightest to the most serious; what is left out is empty."""

    group: Required[Group]
    text_nl: Required[str]
    text_en: Required[str]
    levels_nl: Required[Sequence[str]]
    levels_en: Required[Sequence[str]]
    help_nl: str
    help_en: str
    quote: str
    source_section: LetterSection | str


@transaction.atomic
def draft_version(viewer: Viewer, based_on: QuestionSet, *, key: UUID, note: str) -> QuestionSet:
    """Begin a next version as a copy of the latest adopted one; the same key again changes nothing.

    Raises DomainError where a draft is there already, or where this is not the latest that was adopted.
    """
    require(viewer, "questions.draft_set", based_on)
    # Of two at the same moment the second waits here, and finds the draft of the first.
    base = QuestionSet.objects.select_for_update().get(pk=based_on.pk)
    made = already_made(QuestionSet, viewer, key)
    if made is not None:
        return made
    versions = QuestionSet.objects.in_series(base.series)
    if versions.drafts().exists():
        raise DomainError(_("A next version is being drafted already. Change that one, or adopt it first."))
    if base != versions.adopted().first():
        raise DomainError(_("Draft from the version that was adopted last."))
    draft = QuestionSet(
        pk=key,
        purpose=base.purpose,
        series=base.series,
        version=base.version + 1,
        based_on=base.version,
        note=note,
        revision=0,
    )
    save(draft)
    for question in base.questions.all():
        Question.objects.create(question_set=draft, **{name: getattr(question, name) for name in COPIED})
    return draft


@transaction.atomic
def change_note(viewer: Viewer, question_set: QuestionSet, *, revision: int, note: str) -> QuestionSet:
    """Say anew what a draft changes, and why."""
    current = _draft(viewer, question_set, revision)
    current.note = note
    return save(current)


@transaction.atomic
def add_question(
    viewer: Viewer, question_set: QuestionSet, *, revision: int, key: str, **facts: Unpack[QuestionFacts]
) -> Question:
    """Ask something more, as the last of its group. `key` is a short name that the question keeps in every version."""
    current = save(_draft(viewer, question_set, revision))
    if current.questions.filter(key=key).exists():
        raise DomainError(_("Another question has this short name. Choose another one."), field="key")
    question = Question(question_set=current, key=key, order=_after_the_last(current, facts["group"]))
    return _write(question, **facts)


@transaction.atomic
def change_question(viewer: Viewer, question: Question, *, revision: int, **facts: Unpack[QuestionFacts]) -> Question:
    """Ask it otherwise. In another group it becomes the last one. `revision` is that of its set."""
    current = save(_draft(viewer, question.question_set, revision))
    changed = current.questions.get(pk=question.pk)
    if changed.group != facts["group"]:
        changed.order = _after_the_last(current, facts["group"])
    return _write(changed, **facts)


def _write(
    question: Question,
    *,
    group: Group,
    text_nl: str,
    text_en: str,
    levels_nl: Sequence[str],
    levels_en: Sequence[str],
    help_nl: str = "",
    help_en: str = "",
    quote: str = "",
    source_section: LetterSection | str = "",
) -> Question:
    if quote and not source_section:
        raise DomainError(_("Say in which section of the letter these words stand."), field="source_section")
    if source_section and not quote:
        raise DomainError(_("Give the words of the letter, or leave the section empty."), field="quote")
    for language, levels in (("nl", levels_nl), ("en", levels_en)):
        _write_levels(question, language, levels)
    question.group = group
    question.text_nl = text_nl
    question.text_en = text_en
    question.help_nl = help_nl
    question.help_en = help_en
    question.quote = quote
    question.source_section = source_section
    question.save()
    return question


def _write_levels(question: Question, language: str, levels: Sequence[str]) -> None:
    if len(levels) != len(LEVELS):
        raise DomainError(_("Give five levels, from the lightest to the most serious."), field=f"levels_{language}")
    for level, words in zip(LEVELS, levels, strict=True):
        name = f"level_{level}_{language}"
        if not words:
            raise DomainError(_("Give this level a name."), field=name)
        if list(levels).index(words) < level - 1:
            raise DomainError(_("Another level has this name. Choose one that tells them apart."), field=name)
        setattr(question, name, words)


@transaction.atomic
def place_question(viewer: Viewer, question: Question, *, revision: int, after: Question | None) -> Question:
    """Put a question behind another one of its group, or at the top. `revision` is that of its set."""
    current = save(_draft(viewer, question.question_set, revision))
    placed = current.questions.get(pk=question.pk)
    others = [one for one in current.questions.filter(group=placed.group) if one != placed]
    if after is not None and after not in others:
        raise DomainError(_("Choose a question of the same group."), field="after")
    others.insert(0 if after is None else others.index(after) + 1, placed)
    _number(others)
    return placed


def _number(questions: Iterable[Question]) -> None:
    for order, question in enumerate(questions, start=1):
        if question.order != order:
            question.order = order
            question.save()


@transaction.atomic
def remove_question(viewer: Viewer, question: Question, *, revision: int) -> QuestionSet:
    """Ask it no longer; earlier versions and the history keep it. `revision` is that of its set."""
    current = save(_draft(viewer, question.question_set, revision))
    current.questions.filter(pk=question.pk).delete()
    return current


@transaction.atomic
def adopt_set(viewer: Viewer, question_set: QuestionSet, *, revision: int) -> QuestionSet:
    """Have a version hold from now on, and never change any more. Raises DomainError where a group has no question."""
    require(viewer, "questions.adopt_set", question_set)
    current = _still_a_draft(locked(question_set, revision=revision))
    asked = set(current.questions.values_list("group", flat=True))
    missing = [str(group.label) for group in Group if group not in asked]
    if missing:
        message = _("First ask at least one question under: %(groups)s")
        raise DomainError(message % {"groups": " ".join(f"“{name}”" for name in missing)})
    current.state = SetState.ADOPTED
    current.adopted_by_id = person(viewer)
    current.adopted_at = viewer.at
    return save(current)


@transaction.atomic
def reclassify_set(
    viewer: Viewer, question_set: QuestionSet, *, revision: int, classification: Classification, reason: str
) -> QuestionSet:
    """Change who may read a set: everybody, or who works for government.

    Whoever assesses a dependency has to read the questions, so that they are in no compartment and no more than
    internal; nor does the number of a version tell then of one that is hidden.
    """
    require(viewer, "questions.reclassify_set", question_set)
    if classification > Classification.INTERNAL:
        message = _("Everybody who assesses has to read the questions: choose a lower classification.")
        raise DomainError(message, field="classification")
    return classifying.reclassify(viewer, question_set, revision=revision, classification=classification, reason=reason)


@transaction.atomic
def publish_set(viewer: Viewer, question_set: QuestionSet, *, revision: int) -> QuestionSet:
    """Let everybody see an adopted set from now on. Raises DomainError for a draft, and for what may not be told."""
    require(viewer, "questions.publish_set", question_set)
    if not locked(question_set, revision=revision).is_adopted:
        raise DomainError(_("Only what was adopted can be published."))
    return classifying.publish(viewer, question_set, revision=revision)


def _draft(viewer: Viewer, question_set: QuestionSet, revision: int) -> QuestionSet:
    require(viewer, "questions.change_set", question_set)
    return _still_a_draft(locked(question_set, revision=revision))


def _still_a_draft(current: QuestionSet) -> QuestionSet:
    if current.is_adopted:
        raise DomainError(_("This version was adopted and does not change any more. Draft a next one."))
    return current


def _after_the_last(current: QuestionSet, group: Group) -> int:
    last = current.questions.filter(group=group).last()
    return last.order + 1 if last else 1
