"""Figures for machines: the same rows and the same actions as the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import require
from core.api.placing import ReclassificationSerializer
from core.api.queries import selected
from core.api.sendings import make_once
from core.api.serializers import CamelSerializer, page_of
from core.api.views import RowsView, answer_page
from core.errors import DomainError
from dependencies import actions, sorting
from dependencies.api import queries
from dependencies.api.serializers.figures import NewSeriesSerializer, SeriesFactsSerializer, SeriesSerializer
from dependencies.form_fields import figures_of
from dependencies.models import Dependency, FigureSeries


class SeriesRows(RowsView):
    """The series of figures that the viewer sees."""

    model = FigureSeries
    serializer_class = SeriesSerializer
    related = ("dependency", "compartment", "source", "owner", "figures", "figures__route")

    def listed(self, rows: Any) -> Response:
        """A page of these series, as the query asks."""
        narrowing = queries.series_for(self.viewer)
        return answer_page(self, selected(rows, self.query, narrowing, sorting.SERIES), SeriesSerializer)

    def made(self, series: FigureSeries) -> Response:
        """The answer to a new series."""
        address = reverse("api-figure-series", args=[series.pk])
        return self.answer(series.pk, status=201, headers={"Location": address})


class AllSeriesView(SeriesRows):
    """All series of figures."""

    query_class = queries.SeriesQuerySerializer
    keyed = frozenset({"POST"})
    etagged = frozenset({"POST"})

    @extend_schema(
        operation_id="listFigureSeries",
        summary="List series of figures",
        description="The figures that you may see: visitors those that are published.",
        responses=page_of(SeriesSerializer),
    )
    def get(self, request: Request) -> Response:
        return self.listed(self.rows())

    @extend_schema(
        operation_id="recordFigures",
        summary="Record figures that belong to no dependency",
        description="Such as the counts of a study. For the secretariat and the co-chairs.",
        request=NewSeriesSerializer,
        responses={201: SeriesSerializer},
    )
    def post(self, request: Request) -> Response:
        require(self.viewer, "dependencies.record_alone")
        facts = self.facts(NewSeriesSerializer)
        return self.made(make_once(self, lambda key: actions.record_series(self.viewer, key=key, **facts)))


class SeriesOfDependencyView(SeriesRows):
    """The series of figures of one dependency."""

    query_class = queries.SeriesQuerySerializer
    keyed = frozenset({"POST"})
    etagged = frozenset({"POST"})

    def dependency(self, pk: UUID) -> Dependency:
        """The dependency of this address. Raises Http404."""
        rows = Dependency.objects.visible_to(self.viewer).with_related(self.viewer, "compartment")
        row: Dependency | None = rows.filter(pk=pk).first()
        if row is None:
            raise Http404
        return row

    @extend_schema(
        operation_id="listFiguresOfDependency",
        summary="List the series of figures of a dependency",
        description="Only those that you may see.",
        responses=page_of(SeriesSerializer),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        return self.listed(self.rows().filter(dependency=self.dependency(pk)))

    @extend_schema(
        operation_id="recordFiguresOfDependency",
        summary="Record figures of a dependency",
        description="For the taskforce and members of the department that leads it.",
        request=NewSeriesSerializer,
        responses={201: SeriesSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        dependency = self.dependency(pk)
        require(self.viewer, "dependencies.change", dependency)
        facts = self.facts(NewSeriesSerializer) | {"dependency": dependency}
        return self.made(make_once(self, lambda key: actions.record_series(self.viewer, key=key, **facts)))


class SeriesView(SeriesRows):
    """One series of figures."""

    if_match = frozenset({"PATCH"})
    etagged = frozenset({"GET", "PATCH"})

    @extend_schema(operation_id="getFigureSeries", summary="Read a series of figures", responses=SeriesSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        return self.answer(pk)

    @extend_schema(
        operation_id="changeFigureSeries",
        summary="Change a series of figures",
        description="What is left out stays as it is; `figures` is the whole list of them. For the taskforce and "
        "members of the department that leads the dependency.",
        request=SeriesFactsSerializer,
        responses=SeriesSerializer,
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        series = self.row_to_change(pk, "dependencies.change_series")
        facts = self.facts_of(series) | self.facts(SeriesFactsSerializer, partial=True)
        if "source" not in facts:
            raise DomainError(_("Say which source gives these figures."), field="source")
        actions.change_series(self.viewer, series, revision=series.revision, **facts)
        return self.answer(pk)

    @staticmethod
    def facts_of(series: FigureSeries) -> dict[str, Any]:
        """What the series is now, as the action takes it; without the source where the viewer does not see that."""
        names = ("about", "kind", "reporter", "origin", "year", "goods_code", "note", "owner", "look_again_on")
        source = getattr(series, "source", None)
        facts = {name: getattr(series, name) for name in names} | {"figures": list(figures_of(series))}
        return facts | ({"source": source.citation, "locator": series.locator} if source else {})


class SeriesLookView(SeriesRows):
    """That one series of figures was looked at."""

    if_match = frozenset({"POST"})
    etagged = frozenset({"POST"})

    @extend_schema(
        operation_id="lookAtFigureSeries",
        summary="Record that figures were looked at and nothing had to change",
        description="If-Match takes the ETag of the series, which is what is answered.",
        request=None,
        responses={200: SeriesSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        series = self.row_to_change(pk, "dependencies.change_series")
        self.facts(CamelSerializer)  # a body, if there is one, says nothing
        actions.look_at_series(self.viewer, series, revision=series.revision)
        return self.answer(pk)


class SeriesClassificationView(SeriesRows):
    """How far one series of figures may travel."""

    if_match = frozenset({"PUT"})
    etagged = frozenset({"PUT"})

    @extend_schema(
        operation_id="reclassifyFigureSeries",
        summary="Change who may read figures",
        description="If-Match takes the ETag of the series. It is never less confidential than its dependency, and in "
        "the compartment of that. Making it more confidential ends its publication.",
        request=ReclassificationSerializer,
        responses=SeriesSerializer,
    )
    def put(self, request: Request, pk: UUID) -> Response:
        series = self.row_to_change(pk, "dependencies.reclassify_series")
        facts = self.facts(ReclassificationSerializer)
        actions.reclassify_series(self.viewer, series, revision=series.revision, **facts)
        return self.answer(pk)


class SeriesPublicationView(SeriesRows):
    """That one series of figures is told to everybody."""

    if_match = frozenset({"POST"})
    etagged = frozenset({"POST"})

    @extend_schema(
        operation_id="publishFigureSeries",
        summary="Let everybody see figures",
        description="If-Match takes the ETag of the series. Only what is public can be published, and after its "
        "dependency.",
        request=None,
        responses={200: SeriesSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        series = self.row_to_change(pk, "dependencies.publish_series")
        self.facts(CamelSerializer)  # a body, if there is one, says nothing
        actions.publish_series(self.viewer, series, revision=series.revision)
        return self.answer(pk)
