"""The pages that follow a fact both ways: from a block down to what it rests on, and from a row up to its papers."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.paginator import Paginator
from django.http import Http404
from django.views.generic import TemplateView

from accounts.classification import Classification
from core.models import Purpose
from core.pages import PAGE_SIZES, DetailPage, StaffPage
from core.visibility import is_guarded
from reports import document as doc
from reports.provenance import trace
from reports.uses import Use, rows_within, versions_using
from reports.views.opening import OpensVersion


class BlockPage(OpensVersion, DetailPage):
    """Where a block of a version comes from: the rows that it was made from, and the sources that it cites."""

    purpose = Purpose.ORIGIN
    related = ("report",)
    template_name = "reports/block.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document = doc.from_json(self.object.document)
        block = next((one for one in doc.all_blocks(document.blocks) if one.id == self.kwargs["block"]), None)
        if block is None:
            raise Http404
        found = trace(self.viewer, self.object, document, block, page=self.request.GET.get("page", ""))
        return super().get_context_data(**kwargs) | {
            "block": block,
            "trace": found,
            "also_shown": [row for row in found.shown if row.classification > Classification.PUBLIC],
        }


class UsesPage(StaffPage, TemplateView):
    """Every version that used a row or a part of it, the newest first."""

    template_name = "reports/uses.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.row()
        versions = versions_using(self.viewer, rows_within(self.viewer, row))
        page = Paginator(versions, PAGE_SIZES[1]).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "object": row,
            "page": page,
            "rows": page.object_list,
            "uses": [Use.of(version) for version in page.object_list],
        }

    def row(self) -> Any:
        """The row that the address names by its model ("timeline.activity") and key, if it has a page of its own."""
        try:
            model = apps.get_model(self.kwargs["model"])
        except (LookupError, ValueError) as error:
            raise Http404 from error
        if not is_guarded(model) or not hasattr(model, "get_absolute_url"):
            raise Http404
        row = model.objects.visible_to(self.viewer).filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise Http404
        return row
