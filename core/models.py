"""What every app above shares: classified rows, sources and citations, focus areas, jobs, mails."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self

import pghistory.models
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.classification import Classification, Ground
from accounts.models import Compartment, Department, User
from accounts.roles import Role
from accounts.tracking import NEVER_EMPTIED
from accounts.validity import ValidityQuerySet
from core import clock
from core.tracking import tracked_content
from core.triggers import frozen, of_this_transaction, only_reason_redacted
from core.visibility import VisibleQuerySet


class Guarded(models.Model):
    """A row whose reading starts at `visible_to(viewer)`.

    A part (`part_of` names the foreign key to its whole) is seen only by who sees the whole; a classified part must
    also be seen by itself. Where that key is empty, a classified part stands alone and is seen by itself only.
    """

    part_of: ClassVar[str] = ""
    # Columns that are told only to who may see the row that another column leads to: a place in a source, the source.
    told_with: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def has_own_classification(cls) -> bool:
        """Whether the row carries its own visibility columns."""
        return issubclass(cls, Classified)

    @classmethod
    def root_model(cls) -> Any:
        """The model of the whole that this is part of."""
        return cls._meta.get_field(cls.part_of).related_model


class Classified(Guarded):
    """A row with a classification and perhaps a compartment of its own (docs/architecture.md, rules 1 and 2).

    PUBLIC says that it may be told, `published_at` that it has been told. `revision` guards every edit.
    """

    classification = models.PositiveSmallIntegerField(
        _("classification"), choices=Classification, default=Classification.INTERNAL
    )
    compartment = models.ForeignKey(
        Compartment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("compartment")
    )
    ground = models.CharField(_("ground"), max_length=30, choices=Ground, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(_("revision"), default=1, editable=False)
    created = models.DateTimeField(_("created"), default=clock.now, editable=False)
    updated = models.DateTimeField(_("updated"), default=clock.now, editable=False)

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(classification__in=Classification.values), name="%(app_label)s_%(class)s_classification"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(classification=Classification.PUBLIC, compartment=None),
                name="%(app_label)s_%(class)s_published_is_public",
            ),
        )
        indexes: ClassVar[tuple[models.Index, ...]] = (
            models.Index(fields=("classification", "compartment"), name="%(class)s_class_idx"),
            models.Index(
                fields=("published_at",), name="%(class)s_published_idx", condition=Q(published_at__isnull=False)
            ),
        )

    def save(self, **options: Any) -> None:
        """Write the row, as changed now by the clock of the domain."""
        self.updated = clock.now()
        super().save(**options)


class FocusArea(models.Model):
    """An area of extra attention: the letter's four (section 3), parts of them, and others that companies may name."""

    slug = models.SlugField(_("short name"), unique=True)
    name_nl = models.CharField(_("name in Dutch"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    objects = ValidityQuerySet["FocusArea"].as_manager()

    class Meta:
        verbose_name = _("focus area")
        verbose_name_plural = _("focus areas")
        ordering = ("order", "slug")

    def __str__(self) -> str:
        from django.utils.translation import get_language

        return self.name_en if (get_language() or "").startswith("en") else self.name_nl


class SourceKind(models.TextChoices):
    """What kind of thing a source is; the first two are what the House printed."""

    PARLIAMENTARY_PAPER = "parliamentary-paper", _("Parliamentary paper")
    PROCEEDINGS = "proceedings", _("Proceedings")
    STUDY = "study", _("Study")
    DATASET = "dataset", _("Dataset")
    WEB_PAGE = "web-page", _("Web page")
    REPORT = "report", _("Report")


@tracked_content()
class Source(Classified):
    """Where a fact comes from. A Kamerstuk is one row under all its dossiers: the first is its identity.

    What the House printed is public by nature, so that anybody may cite it by its number.
    """

    kind = models.CharField(_("kind"), max_length=30, choices=SourceKind)
    identifier = models.CharField(_("identifier"), max_length=100, null=True, blank=True, unique=True)
    dossier = models.PositiveIntegerField(_("dossier"), null=True, blank=True)
    suffix = models.CharField(_("suffix"), max_length=10, blank=True)
    number = models.CharField(_("number"), max_length=20, blank=True)
    citation = models.CharField(_("citation"), max_length=300, help_text=_("As it is printed in a footnote."))
    title = models.CharField(_("title"), max_length=500, blank=True)
    date = models.DateField(_("date"), null=True, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    note = models.CharField(
        _("note"), max_length=300, blank=True, help_text=_("What its readers must know, such as that it was withdrawn.")
    )

    class Meta(Classified.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("citation",)
        constraints = (
            *Classified.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(kind__in=("parliamentary-paper", "proceedings"))
                | Q(classification=Classification.PUBLIC, compartment=None),
                name="source_of_the_house_is_public",
            ),
        )

    def __str__(self) -> str:
        return self.citation


@tracked_content()
class SourceAlias(Guarded):
    """Another dossier under which the same Kamerstuk is known."""

    part_of = "source"

    source = models.ForeignKey(Source, models.PROTECT, related_name="aliases")
    identifier = models.CharField(_("identifier"), max_length=100, unique=True)

    class Meta:
        verbose_name = _("other identifier of a source")
        verbose_name_plural = _("other identifiers of a source")

    def __str__(self) -> str:
        return self.identifier


class Citation(Guarded):
    """Where one fact comes from: a source and the place in it ("tekstbox 2", "p. 4", "item 10")."""

    told_with: ClassVar[dict[str, str]] = {"locator": "source"}

    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("source"))
    locator = models.CharField(_("place in the source"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.source}, {self.locator}" if self.locator else str(self.source)


class Redaction(Classified):
    """That words were taken away for good, from a row and from its history: whose, which, why (the AVG, retention).

    As confidential as the row was then. It never changes, and nothing but it changes an event.
    """

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.UUIDField()
    fields = ArrayField(models.CharField(max_length=100), verbose_name=_("what was taken away"))
    reason = models.CharField(_("reason"), max_length=1_000)
    redacted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("taken away by"))
    redacted_at = models.DateTimeField(_("taken away at"))
    # Real, as the events of the same transaction, beside which it is told.
    logged_at = models.DateTimeField(db_default=Now(), editable=False)
    transaction = models.BigIntegerField(null=True, editable=False)

    class Meta(Classified.Meta):
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        ordering = ("redacted_at",)
        indexes = (*Classified.Meta.indexes, models.Index(fields=("object_id",), name="redaction_object_idx"))
        constraints = (
            *Classified.Meta.constraints,
            models.CheckConstraint(condition=~Q(reason=""), name="redaction_has_a_reason"),
            models.CheckConstraint(condition=~Q(fields=[]), name="redaction_takes_something_away"),
        )
        triggers = (*frozen(), of_this_transaction())

    def __str__(self) -> str:
        return ", ".join(self.fields)


class Circumstances(pghistory.models.Context):
    """Who changed something, where and why: what pghistory keeps beside events, made as lasting as they are."""

    class Meta:
        proxy = True
        triggers = (only_reason_redacted(), NEVER_EMPTIED)


class JobState(models.TextChoices):
    """Where a job is, from being asked for until it ended."""

    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("stopped")

    @classmethod
    def active(cls) -> tuple[Self, ...]:
        """The states in which work may still happen."""
        return (cls.QUEUED, cls.RUNNING)


class Job(Classified):
    """Long work as a row: Celery only carries its id (docs/architecture.md, rule 8). Classified as what it works on.

    `fence` goes up with every claim: whoever holds an older one cannot write any more. `phase` counts the parts of the
    work that ran on different queues. `sent_at` and `lease_until` are the database's real time; when it was asked for
    and when it ended are told to people, and so are times of the domain.
    """

    kind = models.CharField(_("kind"), max_length=50)
    key = models.CharField(_("key"), max_length=200)
    args = models.JSONField(_("arguments"), default=dict)
    requested_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("requested by"))
    requested_at = models.DateTimeField(_("requested at"))
    state = models.CharField(_("state"), max_length=20, choices=JobState, default=JobState.QUEUED)
    phase = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(_("step"), max_length=50, blank=True)
    percent = models.PositiveSmallIntegerField(_("percent"), default=0)
    sent_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    cancel_requested = models.BooleanField(default=False)
    error = models.TextField(_("error"), blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta(Classified.Meta):
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ("-requested_at",)
        constraints = (
            *Classified.Meta.constraints,
            models.UniqueConstraint(
                fields=("kind", "key"), condition=Q(state__in=JobState.active()), name="job_once_while_active"
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="job_percent_to_100"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.get_state_display()}"

    @property
    def is_active(self) -> bool:
        """Whether work may still happen."""
        return self.state in JobState.active()


class MailState(models.TextChoices):
    """What became of a mail."""

    WAITING = "waiting", _("waiting")
    SENT = "sent", pgettext_lazy("mail", "sent")
    DROPPED = "dropped", pgettext_lazy("mail", "not needed any more")
    GIVEN_UP = "given-up", pgettext_lazy("mail", "given up")


class MailQuerySet(models.QuerySet["Mail"]):
    """Mails, by what there is to do with them."""

    def due(self) -> MailQuerySet:
        """What may be tried now; not_before is in the way of what was tried a moment ago."""
        return self.filter(state=MailState.WAITING, not_before__lte=Now())


class Mail(models.Model):
    """A mail that is to be sent once (docs/architecture.md, rule 13): which words, about which row, to whom.

    It holds no words of its own and no address: these are made when it is sent, to who may see the row then.
    `dedupe_key` names the occasion, so that whoever posts it again posts nothing. Times are the database's real time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    template = models.CharField(_("kind of mail"), max_length=50)
    content_type = models.ForeignKey(ContentType, models.PROTECT, null=True, related_name="+")
    object_id = models.UUIDField(null=True)
    recipient = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("recipient"))
    dedupe_key = models.CharField(max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=20, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("kind of error"), max_length=100, blank=True)
    created = models.DateTimeField(_("created"), db_default=Now())
    not_before = models.DateTimeField(_("not before"), db_default=Now())
    sent_at = models.DateTimeField(_("sent at"), null=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ("-created",)
        indexes = (models.Index(fields=("not_before",), name="mail_waiting_idx", condition=Q(state=MailState.WAITING)),)
        constraints = (
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | Q(state=MailState.DROPPED), name="mail_goes_to_somebody"
            ),
            models.CheckConstraint(
                condition=Q(state=MailState.SENT, sent_at__isnull=False) | (~Q(state=MailState.SENT) & Q(sent_at=None)),
                name="mail_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(content_type=None, object_id=None) | Q(content_type__isnull=False, object_id__isnull=False),
                name="mail_is_about_one_row_or_none",
            ),
        )

    def __str__(self) -> str:
        return f"{self.template} {self.get_state_display()}"


class Purpose(models.TextChoices):
    """For what something confidential was opened."""

    PAGE = "page", _("read on its page")
    ORIGIN = "origin", _("looked where a passage comes from")
    FILE = "file", _("downloaded as a file")
    COMPARISON = "comparison", _("compared with another version")


class ReadEvent(Classified):
    """A line of the read ledger: who opened which confidential row, when and for what. Never changes.

    Guarded as what was read. Role and department are those of that moment; the row is named by its key alone, so that
    the ledger repeats none of its words.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("reader"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="+", verbose_name=_("department")
    )
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.UUIDField()
    what = GenericForeignKey("content_type", "object_id")
    purpose = models.CharField(_("for what"), max_length=20, choices=Purpose)
    at = models.DateTimeField(_("when"))

    class Meta(Classified.Meta):
        verbose_name = _("opening of something confidential")
        verbose_name_plural = _("read ledger")
        ordering = ("-at", "-created")
        indexes = (
            *Classified.Meta.indexes,
            models.Index(fields=("object_id", "user"), name="readevent_object_idx"),
            models.Index(fields=("at",), name="readevent_at_idx"),
        )
        triggers = frozen()

    def __str__(self) -> str:
        return self.get_purpose_display()


class Sending(models.Model):
    """What was sent to the API under an Idempotency-Key, as a digest: so that it makes one row, and only that one."""

    key = models.UUIDField(primary_key=True)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.key)
