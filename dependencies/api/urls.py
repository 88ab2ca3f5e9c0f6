"""The addresses of the register in the API."""

from django.urls import path

from dependencies.api.views import figures, register

DEPENDENCY = "dependencies/<uuid:pk>"
SERIES = "figure-series/<uuid:pk>"

urlpatterns = [
    path("dependencies", register.DependenciesView.as_view(), name="api-dependencies"),
    path(DEPENDENCY, register.DependencyView.as_view(), name="api-dependency"),
    path(f"{DEPENDENCY}/look", register.DependencyLookView.as_view(), name="api-dependency-look"),
    path(f"{DEPENDENCY}/figure-series", figures.SeriesOfDependencyView.as_view(), name="api-dependency-figure-series"),
    path(f"{DEPENDENCY}/citations", register.DependencyCitationsView.as_view(), name="api-dependency-citations"),
    path(
        f"{DEPENDENCY}/citations/<uuid:citation>",
        register.DependencyCitationView.as_view(),
        name="api-dependency-citation",
    ),
    path(
        f"{DEPENDENCY}/classification",
        register.DependencyClassificationView.as_view(),
        name="api-dependency-classification",
    ),
    path(f"{DEPENDENCY}/publication", register.DependencyPublicationView.as_view(), name="api-dependency-publication"),
    path("figure-series", figures.AllSeriesView.as_view(), name="api-all-figure-series"),
    path(SERIES, figures.SeriesView.as_view(), name="api-figure-series"),
    path(f"{SERIES}/look", figures.SeriesLookView.as_view(), name="api-figure-series-look"),
    path(
        f"{SERIES}/classification",
        figures.SeriesClassificationView.as_view(),
        name="api-figure-series-classification",
    ),
    path(f"{SERIES}/publication", figures.SeriesPublicationView.as_view(), name="api-figure-series-publication"),
]
