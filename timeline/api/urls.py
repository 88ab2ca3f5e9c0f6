"""The addresses of the timeline in the API."""

from django.urls import path

from timeline.api.views import activities, commitments

ACTIVITY = "activities/<uuid:pk>"
COMMITMENT = "commitments/<uuid:pk>"

urlpatterns = [
    path("activities", activities.ActivitiesView.as_view(), name="api-activities"),
    path(ACTIVITY, activities.ActivityView.as_view(), name="api-activity"),
    path(f"{ACTIVITY}/moves", activities.ActivityMovesView.as_view(), name="api-activity-moves"),
    path(f"{ACTIVITY}/progress", activities.ActivityProgressView.as_view(), name="api-activity-progress"),
    path(f"{ACTIVITY}/milestones", activities.ActivityMilestonesView.as_view(), name="api-activity-milestones"),
    path(
        f"{ACTIVITY}/milestones/<uuid:milestone>/reached",
        activities.MilestoneReachedView.as_view(),
        name="api-milestone-reached",
    ),
    path(f"{ACTIVITY}/citations", activities.ActivityCitationsView.as_view(), name="api-activity-citations"),
    path(
        f"{ACTIVITY}/citations/<uuid:citation>",
        activities.ActivityCitationView.as_view(),
        name="api-activity-citation",
    ),
    path(
        f"{ACTIVITY}/classification",
        activities.ActivityClassificationView.as_view(),
        name="api-activity-classification",
    ),
    path(f"{ACTIVITY}/publication", activities.ActivityPublicationView.as_view(), name="api-activity-publication"),
    path("commitments", commitments.CommitmentsView.as_view(), name="api-commitments"),
    path(COMMITMENT, commitments.CommitmentView.as_view(), name="api-commitment"),
    path(f"{COMMITMENT}/settlement", commitments.CommitmentSettlementView.as_view(), name="api-commitment-settlement"),
    path(
        f"{COMMITMENT}/classification",
        commitments.CommitmentClassificationView.as_view(),
        name="api-commitment-classification",
    ),
    path(
        f"{COMMITMENT}/publication",
        commitments.CommitmentPublicationView.as_view(),
        name="api-commitment-publication",
    ),
]
