from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("werk/<uuid:pk>/", views.JobPage.as_view(), name="job"),
    path("werk/<uuid:pk>/stop/", views.CancelJob.as_view(), name="cancel-job"),
    path("inzage/", views.ReadLedger.as_view(), name="ledger"),
]
