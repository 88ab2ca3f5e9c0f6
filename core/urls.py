from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("<uuid:pk>/", views.JobPage.as_view(), name="job"),
    path("<uuid:pk>/stop/", views.CancelJob.as_view(), name="cancel-job"),
]
