from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.ReportList.as_view(), name="list"),
    path("nieuw/", views.StartReport.as_view(), name="start"),
    path("<uuid:pk>/", views.ReportPage.as_view(), name="report"),
    path("<uuid:pk>/wijzigen/", views.ChangeReport.as_view(), name="change"),
    path("<uuid:pk>/samenstellen/", views.CompileReport.as_view(), name="compile"),
    path("<uuid:pk>/hoofdstuk/<slug:key>/", views.WriteChapter.as_view(), name="write-chapter"),
    path("versie/<uuid:pk>/", views.VersionPage.as_view(), name="version"),
    path("versie/<uuid:pk>/bron/<slug:block>/", views.BlockPage.as_view(), name="block"),
    path("versie/<uuid:pk>/bestand/<slug:format>/", views.RenditionFile.as_view(), name="file"),
]
