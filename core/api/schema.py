"""The API described by itself, in OpenAPI 3.1: what every operation shares is added here, once."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.utils import translation
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator as SpectacularGenerator
from drf_spectacular.openapi import AutoSchema as SpectacularSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from core.api.problems import MEDIA_TYPE
from core.api.serializers import QuerySerializer
from core.api.views import IDEMPOTENCY_KEY

IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the row as you read it. A change that was made on another state is refused (412).",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The ETag of the row as you have it. Where nothing that you see changed, the answer is 304.",
)
KEY = OpenApiParameter(
    IDEMPOTENCY_KEY,
    OpenApiTypes.UUID,
    OpenApiParameter.HEADER,
    required=True,
    description=(
        "A UUID of your own. Sending the same again under it makes no second row: the first is answered. "
        "Something else under it is refused (422)."
    ),
)
ETAG = OpenApiParameter(
    "ETag",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    response=[200, 201, 304],
    description="Names this state of the row, as you see it. Send it as If-Match with a change.",
)
LOCATION = OpenApiParameter(
    "Location", OpenApiTypes.STR, OpenApiParameter.HEADER, response=[201], description="The address of the new row."
)

# Status of a refusal: the name of its component, and when it is given.
REFUSALS: dict[str, tuple[str, str]] = {
    "400": (
        "BadRequest",
        "A parameter, header or fact is wrong or unknown; the field errors says which. Nothing was changed.",
    ),
    "401": ("Unauthorized", "This needs a token or a session; or the token is not valid (any more)."),
    "403": ("Forbidden", "You may see this, but not do it; or the session lacks its CSRF token or second factor."),
    "404": ("NotFound", "This does not exist, or is not meant for you."),
    "406": ("NotAcceptable", "This API answers in JSON only."),
    "412": ("PreconditionFailed", "Somebody else changed the row since you read it."),
    "413": ("ContentTooLarge", "The body is too long."),
    "415": ("UnsupportedMediaType", "This API reads JSON only."),
    "422": ("KeyOfAnother", "This Idempotency-Key was sent before with something else."),
    "428": ("PreconditionRequired", "The header If-Match is missing."),
    "429": ("TooManyRequests", "You ask too much at once; Retry-After says how many seconds to wait."),
    "500": ("InternalServerError", "A fault of ours. It has been recorded."),
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri-reference",
            "description": "Always about:blank: the status says it all.",
        },
        "title": {"type": "string", "description": "The words of HTTP for the status."},
        "status": {"type": "integer", "description": "The status of the answer."},
        "detail": {"type": "string", "description": "What went wrong, in the language of Accept-Language (nl, en)."},
        "errors": {
            "type": "array",
            "description": "Each fact that is wrong.",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {
                    "field": {
                        "type": "string",
                        "description": "Field, parameter or header (leads.0: first of a list); empty is the whole.",
                    },
                    "message": {"type": "string", "description": "What is wrong, and what to do."},
                },
            },
        },
    },
    "examples": [
        {
            "type": "about:blank",
            "title": "Bad Request",
            "status": 400,
            "detail": "Some facts are wrong. Nothing was changed.",
            "errors": [{"field": "dueOn", "message": "This is before the start."}],
        }
    ],
}
VERSION_HEADER = {"$ref": "#/components/headers/ApiVersion"}
COMPONENTS: dict[str, Any] = {
    "headers": {
        "ApiVersion": {"description": "The full version of this API.", "schema": {"type": "string"}},
        "RetryAfter": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
    },
    "schemas": {"Problem": PROBLEM},
    "responses": {
        name: {
            "description": description,
            "headers": {"API-Version": VERSION_HEADER}
            | ({"Retry-After": {"$ref": "#/components/headers/RetryAfter"}} if status == "429" else {}),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, (name, description) in REFUSALS.items()
    },
}


class AutoSchema(SpectacularSchema):
    """Describes an ApiView: its query and headers are those that the view itself reads."""

    def get_override_parameters(self) -> list[Any]:
        view: Any = self.view
        method = self.method
        parameters: list[Any] = []
        if method == "GET" and view.query_class is not QuerySerializer:
            parameters.append(view.query_class)
        if method == "GET" and method in view.etagged:
            parameters.append(IF_NONE_MATCH)
        taken = ((view.if_match, IF_MATCH), (view.keyed, KEY), (view.keyed, LOCATION), (view.etagged, ETAG))
        return parameters + [parameter for methods, parameter in taken if method in methods]


class SchemaGenerator(SpectacularGenerator):
    """The document in English, whatever language the site speaks."""

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        with translation.override("en"):
            document: dict[str, Any] = super().get_schema(request, public)
        return document


class BearerScheme(OpenApiAuthenticationExtension):
    """How a machine says who it is."""

    target_class = "core.api.authentication.BearerAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token from the page “API tokens” of your account.",
        }


def complete(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Add to every operation what holds for all: the version of the API, and each refusal that it can give."""
    for operations in result["paths"].values():
        for method, operation in operations.items():
            if any(parameter["name"] == IF_NONE_MATCH.name for parameter in operation.get("parameters", ())):
                headers = operation["responses"]["200"].get("headers", {})
                operation["responses"]["304"] = {"description": "It is as you have it.", "headers": dict(headers)}
            for status, response in operation["responses"].items():
                response["description"] = response["description"] or HTTPStatus(int(status)).phrase
                response.setdefault("headers", {})["API-Version"] = VERSION_HEADER
            for status in refusals_of(method, operation):
                operation["responses"][status] = {"$ref": f"#/components/responses/{REFUSALS[status][0]}"}
    for kind, components in COMPONENTS.items():
        result["components"].setdefault(kind, {}).update(components)
    return result


def refusals_of(method: str, operation: dict[str, Any]) -> list[str]:
    """The statuses with which an operation may refuse, from what it takes."""
    places = {parameter["in"] for parameter in operation.get("parameters", ())}
    names = {parameter["name"] for parameter in operation.get("parameters", ())}
    statuses = {"400", "406", "429", "500"}
    if "security" in operation:
        statuses |= {"401"} if method == "get" else {"401", "403"}
    if "path" in places or "page" in names:
        statuses.add("404")
    if "requestBody" in operation:
        statuses |= {"413", "415"}
    if IF_MATCH.name in names:
        statuses |= {"412", "428"}
    if KEY.name in names:
        statuses.add("422")
    return sorted(statuses)
