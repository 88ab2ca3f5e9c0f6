"""The addresses of the register."""

from django.urls import path

from dependencies.views import figures, register

app_name = "dependencies"

urlpatterns = [
    path("", register.Register.as_view(), name="register"),
    path("nieuw/", register.RegisterDependency.as_view(), name="add"),
    path("lijkt-op/", register.SimilarDependencies.as_view(), name="similar"),
    path("<uuid:pk>/", register.DependencyPage.as_view(), name="dependency"),
    path("<uuid:pk>/wijzigen/", register.ChangeDependency.as_view(), name="change"),
    path("<uuid:pk>/bekeken/", register.LookAtDependency.as_view(), name="look"),
    path("<uuid:pk>/rubricering/", register.ReclassifyDependency.as_view(), name="reclassify"),
    path("<uuid:pk>/publiceren/", register.PublishDependency.as_view(), name="publish"),
    path("<uuid:pk>/geschiedenis/", register.DependencyHistory.as_view(), name="history"),
    path("<uuid:pk>/wissen/", register.RedactDependency.as_view(), name="redact"),
    path("<uuid:pk>/bronnen/nieuw/", register.CiteDependencySource.as_view(), name="cite-source"),
    path("<uuid:pk>/cijfers/nieuw/", figures.RecordSeriesOf.as_view(), name="add-series-of"),
    path("vindplaatsen/<uuid:pk>/verwijderen/", register.RemoveDependencyCitation.as_view(), name="remove-citation"),
    path("cijfers/", figures.SeriesList.as_view(), name="series-list"),
    path("cijfers/nieuw/", figures.RecordSeries.as_view(), name="add-series"),
    path("cijfers/<uuid:pk>/", figures.SeriesPage.as_view(), name="series"),
    path("cijfers/<uuid:pk>/wijzigen/", figures.ChangeSeries.as_view(), name="change-series"),
    path("cijfers/<uuid:pk>/bekeken/", figures.LookAtSeries.as_view(), name="look-series"),
    path("cijfers/<uuid:pk>/rubricering/", figures.ReclassifySeries.as_view(), name="reclassify-series"),
    path("cijfers/<uuid:pk>/publiceren/", figures.PublishSeries.as_view(), name="publish-series"),
    path("cijfers/<uuid:pk>/geschiedenis/", figures.SeriesHistory.as_view(), name="series-history"),
    path("cijfers/<uuid:pk>/wissen/", figures.RedactSeries.as_view(), name="redact-series"),
]
