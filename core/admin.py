"""Jobs in the admin: to see how long work went, never to change it."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from core.models import Job


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):
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

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody."""
        return False
