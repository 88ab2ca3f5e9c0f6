from django.urls import path

from reports.views import approval, comparison, history, provenance, reports, versions

app_name = "reports"
urlpatterns = [
    path("", reports.ReportList.as_view(), name="list"),
    path("nieuw/", reports.StartReport.as_view(), name="start"),
    path("<uuid:pk>/", reports.ReportPage.as_view(), name="report"),
    path("<uuid:pk>/wijzigen/", reports.ChangeReport.as_view(), name="change"),
    path("<uuid:pk>/samenstellen/", reports.CompileReport.as_view(), name="compile"),
    path("<uuid:pk>/verschil/", comparison.ComparePage.as_view(), name="compare"),
    path("<uuid:pk>/hoofdstuk/<slug:key>/", reports.WriteChapter.as_view(), name="write-chapter"),
    path("<uuid:pk>/geschiedenis/", history.ReportHistory.as_view(), name="report-history"),
    path("<uuid:pk>/wissen/", history.RedactReport.as_view(), name="redact"),
    path("versie/<uuid:pk>/", versions.VersionPage.as_view(), name="version"),
    path("versie/<uuid:pk>/goedkeuring-vragen/", approval.AskReview.as_view(), name="ask-review"),
    path("versie/<uuid:pk>/goedkeuren/", approval.Approve.as_view(), name="approve"),
    path("versie/<uuid:pk>/publiceren/", approval.PublishVersion.as_view(), name="publish"),
    path("versie/<uuid:pk>/intrekken/", approval.WithdrawVersion.as_view(), name="withdraw"),
    path("versie/<uuid:pk>/bron/<slug:block>/", provenance.BlockPage.as_view(), name="block"),
    path("gebruikt/<str:model>/<uuid:pk>/", provenance.UsesPage.as_view(), name="uses"),
    path("versie/<uuid:pk>/bestand/<slug:format>/", versions.RenditionFile.as_view(), name="file"),
]
