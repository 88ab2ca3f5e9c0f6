"""Asked: versions of the set of questions of section 1.2 of the letter, and the questions in each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.tracking import NEVER_EMPTIED
from core.models import Classified, Guarded
from core.tracking import tracked_content
from core.visibility import VisibleQuerySet
from questions.triggers import adopted_whole, frozen_once_adopted, frozen_with_its_set

SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$"
"""What a short name looks like. It is a key and no text, so that a redaction does not take it."""

LEVELS = (1, 2, 3, 4, 5)
"""From the lightest to the most serious, in every question: a higher number is always more serious."""


class Purpose(models.TextChoices):
    """What a set of questions is asked for."""

    ASSESSMENT = "assessment", _("assessment")


class SetState(models.TextChoices):
    """Where a version is: it may still change, or it never does any more."""

    DRAFT = "draft", _("draft")
    ADOPTED = "adopted", _("adopted")


class Group(models.IntegerChoices):
    """Which step of the definition in section 1.1 of the letter a question belongs to, in the order of the letter."""

    DEPENDENCY = 1, _("Is there a dependency?")
    STRATEGIC = 2, _("Is the dependency strategic?")
    RISK = 3, _("How great is the risk of a supply interruption?")


class LetterSection(models.TextChoices):
    """The numbered sections of the letter."""

    DEFINITION = "1.1", _("section 1.1")
    IDENTIFICATION = "1.2", _("section 1.2")
    MITIGATION = "2", _("section 2")
    TASKFORCE = "3", _("section 3")
    TIMELINE = "4", _("section 4")


class QuestionSetQuerySet(VisibleQuerySet["QuestionSet"]):
    """Versions of question sets, by where they are."""

    def drafts(self) -> QuestionSetQuerySet:
        """What may still change."""
        return self.filter(state=SetState.DRAFT)

    def adopted(self) -> QuestionSetQuerySet:
        """What never changes any more."""
        return self.filter(state=SetState.ADOPTED)

    def in_series(self, series: str) -> QuestionSetQuerySet:
        """The versions of one series, the newest first."""
        return self.filter(series=series).order_by("-version")


@tracked_content()
class QuestionSet(Classified):
    """One version of a series of questions. Once adopted neither it nor its questions change: answers rest on them.

    `based_on` is the version of the same series that it began as a copy of. `adopted_by` is empty for what comes with
    the platform. Only who may read it changes after it is adopted, and what a redaction takes away.
    """

    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose, default=Purpose.ASSESSMENT)
    series = models.SlugField(_("series"), db_index=False)
    version = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=20, choices=SetState, default=SetState.DRAFT)
    based_on = models.PositiveSmallIntegerField(_("based on version"), null=True, blank=True)
    note = models.TextField(_("what this version changes, and why"), max_length=5_000)
    adopted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("adopted by")
    )
    adopted_at = models.DateTimeField(_("adopted at"), null=True, blank=True)

    objects = QuestionSetQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Classified.Meta):
        verbose_name = _("question set")
        verbose_name_plural = _("question sets")
        ordering = ("series", "-version")
        constraints = (
            *Classified.Meta.constraints,
            models.UniqueConstraint(fields=("series", "version"), name="question_set_version_once"),
            models.UniqueConstraint(
                fields=("series",), condition=Q(state=SetState.DRAFT), name="question_set_one_draft_in_a_series"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="question_set_version_from_1"),
            models.CheckConstraint(condition=Q(series__regex=SLUG), name="question_set_series_is_a_short_name"),
            models.CheckConstraint(condition=Q(state__in=SetState.values), name="question_set_state"),
            models.CheckConstraint(condition=~Q(note=""), name="question_set_has_a_note"),
            models.CheckConstraint(
                condition=Q(based_on=None) | Q(based_on__gte=1, based_on__lt=F("version")),
                name="question_set_based_on_an_earlier_version",
            ),
            models.CheckConstraint(
                condition=Q(state=SetState.ADOPTED, adopted_at__isnull=False)
                | Q(state=SetState.DRAFT, adopted_at=None, adopted_by=None),
                name="question_set_adopted_has_its_moment",
            ),
        )
        triggers = (frozen_once_adopted(), adopted_whole(), NEVER_EMPTIED)

    def __str__(self) -> str:
        named = {"purpose": self.get_purpose_display(), "version": self.version}
        return gettext("Question set for %(purpose)s, version %(version)d") % named

    def get_absolute_url(self) -> str:
        """The address of its page."""
        return reverse("questions:set", args=[self.pk])

    @property
    def is_adopted(self) -> bool:
        """Whether it never changes any more."""
        return self.state == SetState.ADOPTED


def _level(label: object) -> models.CharField[str, str]:
    return models.CharField(label, max_length=80)  # type: ignore[arg-type]


@tracked_content()
class Question(Guarded):
    """One question of a set, in both languages, with its five answers and the words of the letter that it comes from.

    The same question keeps its `key` in every version. A level is a column of its own, so that there are five of them
    by the shape of the table, the history tells which one changed, and a redaction takes one without the others.
    """

    part_of: ClassVar[str] = "question_set"

    question_set = models.ForeignKey(QuestionSet, models.PROTECT, related_name="questions")
    key = models.SlugField(_("short name"), db_index=False)
    group = models.PositiveSmallIntegerField(_("group"), choices=Group)
    order = models.PositiveSmallIntegerField(_("place in its group"), default=0)
    text_nl = models.CharField(_("question in Dutch"), max_length=300)
    text_en = models.CharField(_("question in English"), max_length=300)
    help_nl = models.TextField(_("explanation in Dutch"), max_length=2_000, blank=True)
    help_en = models.TextField(_("explanation in English"), max_length=2_000, blank=True)
    level_1_nl = _level(_("level 1 in Dutch"))
    level_2_nl = _level(_("level 2 in Dutch"))
    level_3_nl = _level(_("level 3 in Dutch"))
    level_4_nl = _level(_("level 4 in Dutch"))
    level_5_nl = _level(_("level 5 in Dutch"))
    level_1_en = _level(_("level 1 in English"))
    level_2_en = _level(_("level 2 in English"))
    level_3_en = _level(_("level 3 in English"))
    level_4_en = _level(_("level 4 in English"))
    level_5_en = _level(_("level 5 in English"))
    quote = models.TextField(_("words of the letter"), max_length=1_000, blank=True)
    source_section = models.CharField(_("section of the letter"), max_length=10, choices=LetterSection, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("group", "order", "key")
        constraints = (
            models.UniqueConstraint(fields=("question_set", "key"), name="question_key_once_in_a_set"),
            # What an answer elsewhere points at, so that it cannot be to a question of another version.
            models.UniqueConstraint(fields=("id", "question_set"), name="question_with_its_set"),
            models.CheckConstraint(condition=Q(key__regex=SLUG), name="question_key_is_a_short_name"),
            models.CheckConstraint(condition=Q(group__in=Group.values), name="question_group"),
            models.CheckConstraint(condition=~Q(text_nl="") & ~Q(text_en=""), name="question_has_a_text"),
            models.CheckConstraint(
                condition=Q(
                    *(
                        ~Q(**{column: ""})
                        for column in (f"level_{level}_{language}" for language in ("nl", "en") for level in LEVELS)
                    )
                ),
                name="question_has_five_levels",
            ),
            models.CheckConstraint(
                condition=Q(quote="", source_section="") | (~Q(quote="") & ~Q(source_section="")),
                name="question_quote_has_its_section",
            ),
        )
        triggers = (frozen_with_its_set(), NEVER_EMPTIED)

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The question in the language of the reader."""
        return self.text_en if _in_english() else self.text_nl

    @property
    def help(self) -> str:
        """The explanation in the language of the reader."""
        return self.help_en if _in_english() else self.help_nl

    @property
    def levels(self) -> tuple[str, ...]:
        """The five answers in the language of the reader, from the lightest to the most serious."""
        return self.levels_en if _in_english() else self.levels_nl

    @property
    def levels_nl(self) -> tuple[str, ...]:
        """The five answers in Dutch, from the lightest to the most serious."""
        return tuple(getattr(self, f"level_{level}_nl") for level in LEVELS)

    @property
    def levels_en(self) -> tuple[str, ...]:
        """The five answers in English, from the lightest to the most serious."""
        return tuple(getattr(self, f"level_{level}_en") for level in LEVELS)


def _in_english() -> bool:
    return (get_language() or "").startswith("en")
