"""Every address of the API, and the answer to those that are none."""

from django.urls import include, path, re_path

from core.api.views import UnknownAddress
from taskforce.api import OpenApiView, RootView
from taskforce.api_docs import ApiDocsPage

urlpatterns = [
    path("api/v1", RootView.as_view(), name="api-root"),
    path("api/v1/docs", ApiDocsPage.as_view(), name="api-docs"),
    path("api/v1/openapi.json", OpenApiView.as_view(), name="openapi"),
    path("api/v1/", include("timeline.api.urls")),
    path("api/v1/", include("questions.api.urls")),
    path("api/v1/", include("dependencies.api.urls")),
    re_path("^api(/.*)?$", UnknownAddress.as_view()),
]
