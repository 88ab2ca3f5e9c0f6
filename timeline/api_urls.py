"""The addresses of the timeline in the API."""

from django.urls import path

from timeline import api

urlpatterns = [
    path("activities", api.ActivitiesView.as_view(), name="api-activities"),
    path("activities/<uuid:pk>", api.ActivityView.as_view(), name="api-activity"),
    path("activities/<uuid:pk>/moves", api.ActivityMovesView.as_view(), name="api-activity-moves"),
    path("activities/<uuid:pk>/progress", api.ActivityProgressView.as_view(), name="api-activity-progress"),
    path("activities/<uuid:pk>/milestones", api.ActivityMilestonesView.as_view(), name="api-activity-milestones"),
    path("commitments", api.CommitmentsView.as_view(), name="api-commitments"),
    path("commitments/<uuid:pk>", api.CommitmentView.as_view(), name="api-commitment"),
    path("commitments/<uuid:pk>/settlement", api.CommitmentSettlementView.as_view(), name="api-commitment-settlement"),
]
