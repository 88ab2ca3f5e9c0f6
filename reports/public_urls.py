from django.urls import path

from reports.views import publications

app_name = "publications"
urlpatterns = [
    path("", publications.PublicationList.as_view(), name="list"),
    path("<str:quarter>/", publications.LatestOfQuarter.as_view(), name="quarter"),
    path("<str:quarter>/versie-<int:number>/", publications.PublicationPage.as_view(), name="paper"),
    path(
        "<str:quarter>/versie-<int:number>/bestand/<slug:format>/",
        publications.PublishedFile.as_view(),
        name="file",
    ),
]
