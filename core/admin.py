"""Jobs and mails in the admin: to see how they went, never what they are about."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import mails
from core.models import Job, Mail


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


@admin.register(Job)
class JobAdmin(WatchedAdmin):
    """Long work: what, for whom, how far. Neither what it works on nor what went wrong with it is told here.

    An administrator may not know it.
    """

    fields = list_display = (
        "kind",
        "state",
        "step",
        "percent",
        "attempts",
        "requested_by",
        "requested_at",
        "finished_at",
    )
    list_filter = ("kind", "state")
    list_select_related = ("requested_by",)


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
