"""Told: a report over a quarter for an audience, what authors write for it, and its versions that never change."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from accounts.classification import Classification
from accounts.models import Compartment, Department, User
from accounts.roles import AUDIENCES, ViewerKind
from accounts.tracking import NEVER_EMPTIED
from accounts.viewers import Viewer
from core import clock
from core.fields import QuarterField
from core.models import Classified, Guarded, Job
from core.tracking import tracked_content
from core.triggers import frozen, not_above
from core.visibility import VisibleQuerySet
from reports.triggers import approved_by_two_departments, asked_and_of_this_text, withdrawn_once


class ReportQuerySet(VisibleQuerySet["Report"]):
    """Reports, with what may be known of their versions."""

    def with_latest(self, viewer: Viewer) -> ReportQuerySet:
        """Beside each report: the number and moment of the last version that the viewer may see (or None)."""
        latest = ReportVersion.objects.visible_to(viewer).filter(report=OuterRef("pk")).order_by("-number")
        return self.annotate(
            latest_number=Subquery(latest.values("number")[:1]), latest_as_of=Subquery(latest.values("as_of")[:1])
        )


@tracked_content()
class Report(Classified):
    """A progress report over one quarter for one audience: the Kamer (public) or the HCEU (confidential)."""

    quarter = QuarterField(_("quarter"))
    audience = models.CharField(_("audience"), max_length=20, choices=[(kind.value, kind.label) for kind in AUDIENCES])
    title = models.CharField(_("title"), max_length=300)
    signatories = ArrayField(
        models.CharField(max_length=200),
        verbose_name=_("signatories"),
        default=list,
        blank=True,
        help_text=_("Offices, without names."),
    )

    objects = ReportQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Classified.Meta):
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ("-quarter", "audience")
        constraints = (
            *Classified.Meta.constraints,
            models.UniqueConstraint(fields=("quarter", "audience"), name="report_once_a_quarter_and_audience"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:report", args=[self.pk])

    @property
    def ceiling(self) -> Classification:
        """The highest classification that this edition may hold."""
        return AUDIENCES[ViewerKind(self.audience)]


def chapter_titles() -> list[tuple[str, str]]:
    """The key and the title of every chapter in which authors may write; titles are in Dutch, as reports are."""
    all_chapters = import_string("reports.chapters.all_chapters")  # by its name, since chapters know this file
    return [(chapter.key, chapter.title) for chapter in all_chapters() if chapter.authored]


@tracked_content()
class ChapterText(Guarded):
    """What authors write in a chapter of a report, in a subset of Markdown."""

    part_of = "report"

    report = models.ForeignKey(Report, models.PROTECT, related_name="texts")
    key = models.CharField(_("chapter"), max_length=50, choices=chapter_titles)
    markdown = models.TextField(_("text"), max_length=50_000, blank=True)
    revision = models.PositiveIntegerField(_("revision"), default=1)

    class Meta:
        verbose_name = _("chapter text")
        verbose_name_plural = _("chapter texts")
        ordering = ("report", "key")
        constraints = (models.UniqueConstraint(fields=("report", "key"), name="chapter_text_once"),)

    def __str__(self) -> str:
        return self.get_key_display()

    def get_absolute_url(self) -> str:
        return self.report.get_absolute_url()


class ReportVersion(Classified):
    """What was said: a typed Document as it was compiled, its hash, and as whom it was read. Never changes.

    `as_of` is the domain clock's time of the snapshot it was read from.
    """

    part_of: ClassVar[str] = "report"

    report = models.ForeignKey(Report, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    as_of = models.DateTimeField(_("as of"))
    viewer = models.JSONField(_("read as"))
    document = models.JSONField(_("document"))
    sha256 = models.CharField(max_length=64)
    code_version = models.CharField(max_length=64)
    job = models.OneToOneField(Job, models.PROTECT, related_name="+")

    class Meta(Classified.Meta):
        verbose_name = _("version of a report")
        verbose_name_plural = _("versions of a report")
        ordering = ("report", "-number")
        constraints = (
            *Classified.Meta.constraints,
            models.UniqueConstraint(fields=("report", "number"), name="report_version_number_once"),
        )
        triggers = frozen()

    def __str__(self) -> str:
        return f"{self.report}, {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("reports:version", args=[self.pk])


class BlockSource(Guarded):
    """From which row a block of a version was written; also answers which papers used a row."""

    part_of: ClassVar[str] = "version"

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="block_sources")
    block_id = models.CharField(max_length=50)
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.UUIDField()
    event = models.BigIntegerField(null=True)
    classification = models.PositiveSmallIntegerField(choices=Classification)
    compartment = models.ForeignKey(Compartment, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("origin of a block")
        verbose_name_plural = _("origins of a block")
        constraints = (
            models.UniqueConstraint(
                fields=("version", "block_id", "content_type", "object_id"), name="block_source_once"
            ),
            models.CheckConstraint(
                condition=Q(classification__in=Classification.values), name="block_source_classification"
            ),
        )
        indexes = (models.Index(fields=("object_id",), name="block_source_object_idx"),)
        triggers = (*frozen(), not_above("reports_reportversion", "version_id"))

    def __str__(self) -> str:
        return self.block_id


class RenditionFormat(models.TextChoices):
    """In which form the bytes of a version can be had."""

    PDF = "pdf", "PDF"
    HTML = "html", "HTML"


class Rendition(Guarded):
    """The bytes of a version in one format: a function of the document and the copy's number (0: the archive's)."""

    part_of: ClassVar[str] = "version"

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="renditions")
    format = models.CharField(max_length=10, choices=RenditionFormat)
    copy = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="renditions/")
    size = models.PositiveIntegerField(_("size in bytes"))
    tool_versions = models.JSONField()
    created = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        ordering = ("format",)
        constraints = (models.UniqueConstraint(fields=("version", "format", "copy"), name="rendition_once"),)
        triggers = frozen()

    def __str__(self) -> str:
        return f"{self.version}, {self.get_format_display()}"


class ReviewRequest(Guarded):
    """That the co-chairs are asked to approve a version."""

    part_of: ClassVar[str] = "version"

    version = models.OneToOneField(ReportVersion, models.PROTECT, related_name="review")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    at = models.DateTimeField(_("asked at"))

    class Meta:
        verbose_name = _("request for approval")
        verbose_name_plural = _("requests for approval")
        triggers = frozen()

    def __str__(self) -> str:
        return str(self.version)


class Approval(Guarded):
    """That the co-chair of a department approves exactly this text: the version with this fingerprint.

    Stays as history when a later version makes it lapse; nobody takes it back.
    """

    part_of: ClassVar[str] = "version"

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="approvals")
    sha256 = models.CharField(max_length=64)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("co-chair of"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("approved by"))
    at = models.DateTimeField(_("approved at"))

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ("at",)
        constraints = (
            models.UniqueConstraint(fields=("version", "department"), name="approval_once_a_department"),
            models.UniqueConstraint(fields=("version", "by"), name="approval_once_a_person"),
        )
        triggers = (*frozen(), asked_and_of_this_text())

    def __str__(self) -> str:
        return f"{self.version}, {self.department}"


class Publication(Classified):
    """That a version was told to its audience, and perhaps that it was withdrawn, which happens once and with a reason.

    No part of its version: a visitor sees that the Kamer's edition was published, and withdrawn, while the version is
    read as its audience. `published_at` is filled where the audience is everybody.
    """

    version = models.OneToOneField(ReportVersion, models.PROTECT, related_name="publication")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("published by"))
    at = models.DateTimeField(_("told at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("withdrawn by"))
    reason = models.TextField(_("why it was withdrawn"), max_length=1_000, blank=True)

    class Meta(Classified.Meta):
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ("-at",)
        constraints = (
            *Classified.Meta.constraints,
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(reason="")),
                name="publication_withdrawn_with_a_reason",
            ),
        )
        triggers = (approved_by_two_departments(), withdrawn_once(), NEVER_EMPTIED)

    def __str__(self) -> str:
        return str(self.version)

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back."""
        return self.withdrawn_at is not None
