"""The page of one block of a version: what it rests on."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from core.pages import DetailPage
from reports import document as doc
from reports.models import BlockSource, ReportVersion


class BlockPage(DetailPage):
    """What one block of a version rests on: the sources that it cites, and the rows that it was made from."""

    model = ReportVersion
    related = ("report",)
    template_name = "reports/block.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document = doc.from_json(self.object.document)
        block = next((one for one in doc.all_blocks(document.blocks) if one.id == self.kwargs["block"]), None)
        if block is None:
            raise Http404
        origins = BlockSource.objects.visible_to(self.viewer).filter(version=self.object, block_id=block.id)
        return super().get_context_data(**kwargs) | {
            "cited": [document.sources[identifier] for identifier in block.sources],
            "rows": rows_behind(self.viewer, origins),
            "block": block,
        }


def rows_behind(viewer: Any, origins: Any) -> list[Any]:
    """The rows that the viewer may still see, by kind; what it may not see is left out without a trace."""
    by_type: dict[Any, list[Any]] = {}
    for found in origins.select_related("content_type"):
        by_type.setdefault(found.content_type.model_class(), []).append(found.object_id)
    return [row for model, ids in by_type.items() for row in model.objects.visible_to(viewer).filter(pk__in=ids)]
