"""The addresses of the timeline."""

from django.urls import path

from timeline.views import activities, commitments, plan

app_name = "timeline"

urlpatterns = [
    path("", plan.PlanPage.as_view(), name="plan"),
    path("activiteiten/", activities.ActivityList.as_view(), name="activities"),
    path("activiteiten/nieuw/", activities.PlanActivity.as_view(), name="add-activity"),
    path("activiteiten/<uuid:pk>/", activities.ActivityPage.as_view(), name="activity"),
    path("activiteiten/<uuid:pk>/wijzigen/", activities.ChangeActivity.as_view(), name="change-activity"),
    path("activiteiten/<uuid:pk>/verplaatsen/", activities.MoveActivity.as_view(), name="move-activity"),
    path("activiteiten/<uuid:pk>/voortgang/", activities.RecordProgress.as_view(), name="record-progress"),
    path("activiteiten/<uuid:pk>/rubricering/", activities.ReclassifyActivity.as_view(), name="reclassify-activity"),
    path("activiteiten/<uuid:pk>/publiceren/", activities.PublishActivity.as_view(), name="publish-activity"),
    path("activiteiten/<uuid:pk>/geschiedenis/", activities.ActivityHistory.as_view(), name="activity-history"),
    path("activiteiten/<uuid:pk>/wissen/", activities.RedactActivity.as_view(), name="redact-activity"),
    path("activiteiten/<uuid:pk>/mijlpalen/nieuw/", activities.AddMilestone.as_view(), name="add-milestone"),
    path("activiteiten/<uuid:pk>/bronnen/nieuw/", activities.CiteSource.as_view(), name="cite-source"),
    path("vindplaatsen/<uuid:pk>/verwijderen/", activities.RemoveCitation.as_view(), name="remove-citation"),
    path("mijlpalen/<uuid:pk>/bereikt/", activities.ReachMilestone.as_view(), name="reach-milestone"),
    path("toezeggingen/", commitments.CommitmentList.as_view(), name="commitments"),
    path("toezeggingen/nieuw/", commitments.AddCommitment.as_view(), name="add-commitment"),
    path("toezeggingen/<uuid:pk>/", commitments.CommitmentPage.as_view(), name="commitment"),
    path("toezeggingen/<uuid:pk>/wijzigen/", commitments.ChangeCommitment.as_view(), name="change-commitment"),
    path("toezeggingen/<uuid:pk>/afdoen/", commitments.SettleCommitment.as_view(), name="settle-commitment"),
    path(
        "toezeggingen/<uuid:pk>/rubricering/", commitments.ReclassifyCommitment.as_view(), name="reclassify-commitment"
    ),
    path("toezeggingen/<uuid:pk>/geschiedenis/", commitments.CommitmentHistory.as_view(), name="commitment-history"),
    path("toezeggingen/<uuid:pk>/wissen/", commitments.RedactCommitment.as_view(), name="redact-commitment"),
    path("toezeggingen/<uuid:pk>/publiceren/", commitments.PublishCommitment.as_view(), name="publish-commitment"),
]
