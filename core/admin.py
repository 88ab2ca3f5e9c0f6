"""Jobs and mails in the admin: to see how they went, never what they are about."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timesince import timesince
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.viewers import Viewer
from core import clock, mails, operating, trouble
from core.access import may
from core.errors import DomainError
from core.models import Job, JobState, Mail


class WatchedAdmin(admin.ModelAdmin):
    """Rows of the machinery: looked at, never added, changed or deleted by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody."""
        return False


class TroubleFilter(admin.SimpleListFilter):
    """Jobs that need an operator."""

    title = _("trouble")
    parameter_name = "trouble"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Job]) -> list[tuple[str, str]]:
        """What there is to choose from."""
        return [("stuck", gettext("stuck")), ("failed", gettext("failed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        """The jobs that were asked for."""
        if self.value() == "stuck":
            return queryset.filter(pk__in=trouble.stuck())
        return queryset.filter(state=JobState.FAILED) if self.value() == "failed" else queryset


@admin.register(Job)
class JobAdmin(WatchedAdmin):
    """Long work: what, for whom, how far. Neither what it works on nor what went wrong with it is told here.

    An administrator may not know it.
    """

    fields = (
        "kind",
        "state",
        "step",
        "percent",
        "attempts",
        "requested_by",
        "requested_at",
        "finished_at",
    )
    list_display = ("kind", "state", "age", *fields[2:])
    list_filter = (TroubleFilter, "kind", "state")
    list_select_related = ("requested_by",)
    actions = ("send_again", "give_up")

    @admin.display(description=_("since"), ordering="-requested_at")
    def age(self, job: Job) -> str:
        """How long ago it was asked for, until it ended."""
        return timesince(job.requested_at, job.finished_at or clock.now())

    @admin.action(description=_("Send again"), permissions=["operate"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Have these jobs tried anew."""
        self._each(request, queryset, operating.send_again)

    @admin.action(description=_("Give up"), permissions=["operate"])
    def give_up(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """End these jobs as failed."""
        self._each(request, queryset, operating.give_up)

    def _each(self, request: HttpRequest, queryset: QuerySet[Job], act: Callable[[Viewer, Job], Job]) -> None:
        done = 0
        for job in queryset:
            try:
                act(request.viewer, job)  # type: ignore[attr-defined]
            except DomainError as error:
                self.message_user(request, f"{job}: {error.message}", messages.ERROR)
            else:
                self.log_change(request, job, [{"changed": {"name": act.__name__, "object": job.kind, "fields": []}}])
                done += 1
        if done:
            told = ngettext("%(count)d job was changed.", "%(count)d jobs were changed.", done) % {"count": done}
            self.message_user(request, told, messages.SUCCESS)

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """Whether this person is an operator."""
        return may(request.viewer, "core.operate_jobs")  # type: ignore[attr-defined]


@admin.register(Mail)
class MailAdmin(WatchedAdmin):
    """Mails: which kind, to whom, what came of it. Not about which row, which an administrator may not know."""

    fields = list_display = (
        "template",
        "recipient",
        "state",
        "attempts",
        "error",
        "created",
        "not_before",
        "sent_at",
    )
    list_filter = ("state", "template")
    list_select_related = ("recipient",)
    search_fields = ("recipient__email",)
    actions = ("send_again",)

    @admin.action(description=_("Send again what was not sent"), permissions=["view"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[Mail]) -> None:
        """Give the chosen mails all their attempts anew; what was sent is left alone."""
        count = sum(mails.send_again(mail) for mail in chosen)
        words = ngettext("%(count)d mail is sent again.", "%(count)d mails are sent again.", count)
        self.message_user(request, words % {"count": count}, messages.SUCCESS if count else messages.WARNING)
