"""The page of a job: what is being done, how far it is, and stopping it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.jobs import cancel
from core.models import Job
from core.pages import DetailPage, ObjectMixin
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
