"""Dependencies for machines: the same rows and the same actions as the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import require
from core.api.placing import ReclassificationSerializer
from core.api.queries import selected
from core.api.sendings import make_once
from core.api.serializers import CamelSerializer, PageQuerySerializer, page_of
from core.api.views import RowsView, answer_page
from core.models import Source
from dependencies import actions, sorting
from dependencies.api import queries
from dependencies.api.serializers.register import (
    DependencyCitationSerializer,
    DependencyFactsSerializer,
    DependencySerializer,
    NewDependencyCitationSerializer,
    NewDependencySerializer,
)
from dependencies.models import Dependency, DependencyCitation


class DependencyRows(RowsView):
    """The dependencies that the viewer sees."""

    model = Dependency
    serializer_class = DependencySerializer
    related = (
        *("compartment", "focus_area", "lead_department", "owner"),
        *("bases", "goods_codes", "involved", "involved__department", "interests"),
    )


class DependenciesView(DependencyRows):
    """The register."""

    query_class = queries.DependencyQuerySerializer
    keyed = frozenset({"POST"})
    etagged = frozenset({"POST"})

    @extend_schema(
        operation_id="listDependencies",
        summary="List dependencies",
        description="The dependencies that you may see: visitors those that are published.",
        responses=page_of(DependencySerializer),
    )
    def get(self, request: Request) -> Response:
        rows = self.rows().in_stage_order()
        narrowing = queries.dependencies_for(self.viewer)
        return answer_page(self, selected(rows, self.query, narrowing, sorting.DEPENDENCIES), DependencySerializer)

    @extend_schema(
        operation_id="registerDependency",
        summary="Register a dependency",
        description="For the taskforce, and for members of the department that leads it.",
        request=NewDependencySerializer,
        responses={201: DependencySerializer},
    )
    def post(self, request: Request) -> Response:
        require(self.viewer, "dependencies.register")
        facts = self.facts(NewDependencySerializer)
        dependency = make_once(self, lambda key: actions.register_dependency(self.viewer, key=key, **facts))
        address = reverse("api-dependency", args=[dependency.pk])
        return self.answer(dependency.pk, status=201, headers={"Location": address})


class DependencyView(DependencyRows):
    """One dependency."""

    if_match = frozenset({"PATCH"})
    etagged = frozenset({"GET", "PATCH"})

    @extend_schema(operation_id="getDependency", summary="Read a dependency", responses=DependencySerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        return self.answer(pk)

    @extend_schema(
        operation_id="changeDependency",
        summary="Change what a dependency is",
        description="What is left out stays as it is. For the taskforce and members of the department that leads it.",
        request=DependencyFactsSerializer,
        responses=DependencySerializer,
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        dependency = self.row_to_change(pk, "dependencies.change")
        facts = self.facts_of(dependency) | self.facts(DependencyFactsSerializer, partial=True)
        actions.change_dependency(self.viewer, dependency, revision=dependency.revision, **facts)
        return self.answer(pk)

    @staticmethod
    def facts_of(dependency: Dependency) -> dict[str, Any]:
        """What the dependency is now, as the action takes it."""
        names = (
            *("title", "description", "subject", "scope", "made_in_internal_market", "focus_area"),
            *("public_interests", "vital_processes", "lead_department", "priority", "priority_reason"),
            *("owner", "look_again_on"),
        )
        return {name: getattr(dependency, name) for name in names} | {
            "bases": [part.basis for part in dependency.bases.all()],
            "goods_codes": [part.code for part in dependency.goods_codes.all()],
            "involved": [part.department for part in dependency.involved.all()],
        }


class DependencyLookView(DependencyRows):
    """That one dependency was looked at."""

    if_match = frozenset({"POST"})
    etagged = frozenset({"POST"})

    @extend_schema(
        operation_id="lookAtDependency",
        summary="Record that a dependency was looked at and nothing had to change",
        description="If-Match takes the ETag of the dependency, which is what is answered.",
        request=None,
        responses={200: DependencySerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        dependency = self.row_to_change(pk, "dependencies.change")
        self.facts(CamelSerializer)  # a body, if there is one, says nothing
        actions.look_at_dependency(self.viewer, dependency, revision=dependency.revision)
        return self.answer(pk)


class DependencyCitationsView(DependencyRows):
    """Where it is written that there is this dependency."""

    query_class = PageQuerySerializer
    if_match = frozenset({"POST"})

    @extend_schema(
        operation_id="listDependencyCitations",
        summary="List where a dependency is written",
        description="Only sources that you may see.",
        responses=page_of(DependencyCitationSerializer),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        citations = DependencyCitation.objects.visible_to(self.viewer).filter(
            dependency=self.row(pk), source__in=Source.objects.visible_to(self.viewer)
        )
        in_order = citations.order_by("source__citation", "locator", "pk").with_related(self.viewer, "source")
        return answer_page(self, in_order, DependencyCitationSerializer)

    @extend_schema(
        operation_id="citeDependencySource",
        summary="Add where a dependency is written",
        description="If-Match takes the ETag of the dependency.",
        request=NewDependencyCitationSerializer,
        responses={201: DependencyCitationSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        dependency = self.row_to_change(pk, "dependencies.change")
        facts = self.facts(NewDependencyCitationSerializer)
        citation = actions.cite_source(self.viewer, dependency, revision=dependency.revision, **facts)
        return Response(DependencyCitationSerializer(citation).data, status=201)


class DependencyCitationView(DependencyRows):
    """One place where a dependency is written."""

    if_match = frozenset({"DELETE"})

    @extend_schema(
        operation_id="removeDependencyCitation",
        summary="Say no longer that a dependency is written there",
        description="If-Match takes the ETag of the dependency, whose history keeps what stood there.",
        responses={204: None},
    )
    def delete(self, request: Request, pk: UUID, citation: UUID) -> Response:
        dependency = self.row_to_change(pk, "dependencies.change")
        self.facts(CamelSerializer)  # a body, if there is one, says nothing
        found = DependencyCitation.objects.visible_to(self.viewer).filter(dependency=dependency, pk=citation).first()
        if found is None:
            raise Http404
        actions.remove_citation(self.viewer, found, revision=dependency.revision)
        return Response(status=204)


class DependencyClassificationView(DependencyRows):
    """How far one dependency may travel."""

    if_match = frozenset({"PUT"})
    etagged = frozenset({"PUT"})

    @extend_schema(
        operation_id="reclassifyDependency",
        summary="Change who may read a dependency",
        description="If-Match takes the ETag of the dependency. Making it more confidential ends its publication and "
        "that of its figures, which follow it.",
        request=ReclassificationSerializer,
        responses=DependencySerializer,
    )
    def put(self, request: Request, pk: UUID) -> Response:
        dependency = self.row_to_change(pk, "dependencies.reclassify")
        facts = self.facts(ReclassificationSerializer)
        actions.reclassify_dependency(self.viewer, dependency, revision=dependency.revision, **facts)
        return self.answer(pk)


class DependencyPublicationView(DependencyRows):
    """That one dependency is told to everybody."""

    if_match = frozenset({"POST"})
    etagged = frozenset({"POST"})

    @extend_schema(
        operation_id="publishDependency",
        summary="Let everybody see a dependency",
        description="If-Match takes the ETag of the dependency. Only what is public can be published; figures are "
        "published one series at a time.",
        request=None,
        responses={200: DependencySerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        dependency = self.row_to_change(pk, "dependencies.publish")
        self.facts(CamelSerializer)  # a body, if there is one, says nothing
        actions.publish_dependency(self.viewer, dependency, revision=dependency.revision)
        return self.answer(pk)
