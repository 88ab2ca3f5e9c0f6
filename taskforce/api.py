"""The root of the API: where it begins, its own description, and which apps are in it."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.schema import SchemaGenerator
from core.api.views import ApiView


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document, made once: it is the same for everybody."""
    made: dict[str, Any] = SchemaGenerator().get_schema(public=True)
    return made


class RootView(ApiView):
    """Where the API begins."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        names = {
            "activities": "api-activities",
            "commitments": "api-commitments",
            "questionSets": "api-question-sets",
            "dependencies": "api-dependencies",
            "figureSeries": "api-all-figure-series",
            "openapi": "openapi",
            "docs": "api-docs",
        }
        return Response(
            {
                "title": settings.SPECTACULAR_SETTINGS["TITLE"],
                "version": settings.SPECTACULAR_SETTINGS["VERSION"],
                "links": {"self": request.path} | {key: reverse(name) for key, name in names.items()},
            }
        )


class OpenApiView(ApiView):
    """The OpenAPI document, for every site and everybody."""

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(
        operation_id="getOpenApi",
        summary="Read this document",
        responses={(200, "application/json"): OpenApiTypes.OBJECT},
        parameters=[
            OpenApiParameter(
                "access-control-allow-origin",
                str,
                OpenApiParameter.HEADER,
                response=[200],
                description="Always `*`: any site may read this document.",
            )
        ],
    )
    def get(self, request: Request) -> Response:
        return Response(document(), headers={"Access-Control-Allow-Origin": "*"})
