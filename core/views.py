"""The pages of a job (what is being done, how far it is, stopping it) and of the read ledger."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from core.access import require
from core.filters import ReadEventFilters
from core.jobs import cancel
from core.models import Job, ReadEvent
from core.pages import Column, DetailPage, ListPage, ObjectMixin
from core.progress import progress_of


class JobPage(DetailPage):
    """How a job stands; refreshes itself while there is work to do."""

    model = Job
    template_name = "core/job.html"

    @property
    def is_fragment(self) -> bool:
        """Whether htmx asks, for the part of the page that changes."""
        return bool(self.request.htmx)  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"progress": progress_of(self.object)}

    def get_template_names(self) -> list[str]:
        return ["core/_job.html"] if self.is_fragment else [self.template_name]

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if self.is_fragment and not self.object.is_active:
            # What the work made stands on the page around this fragment: load that page anew.
            response["HX-Refresh"] = "true"
        return response


class CancelJob(ObjectMixin):
    """Ask a job to stop."""

    model: ClassVar[type[Job]] = Job
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        job = self.get_object()
        cancel(self.viewer, job)
        return redirect(reverse("core:job", args=[job.pk]))


class ReadLedger(ListPage):
    """Who opened what is confidential, when and for what; for the auditor only."""

    model = ReadEvent
    filterset_class = ReadEventFilters
    template_name = "core/ledger.html"
    default_sort = "-at"
    download_name = "inzageregister"
    related = ("user", "department")
    columns = (
        Column("at", _("When"), lambda row: localtime(row.at).strftime("%Y-%m-%d %H:%M"), ("at", "created")),
        Column("reader", _("Reader"), lambda row: row.user.name, ("user__name",)),
        Column("role", _("Role"), lambda row: row.get_role_display(), ("role",)),
        Column("department", _("Department"), lambda row: row.department, ("department__abbreviation",)),
        Column("what", _("What"), lambda row: row.what),
        Column("purpose", _("For what"), lambda row: row.get_purpose_display(), ("purpose",)),
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require(self.viewer, "core.read_ledger")
        return super().get(request, *args, **kwargs)

    def selected(self) -> Any:
        """The lines, each with what was read, as far as the auditor may still see it."""
        kinds = ContentType.objects.filter(pk__in=self.rows().order_by().values("content_type"))
        models: list[Any] = [kind.model_class() for kind in kinds]
        seen = GenericPrefetch("what", [model.objects.visible_to(self.viewer) for model in models])
        return super().selected().prefetch_related(seen)
