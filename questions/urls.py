"""The addresses of question sets."""

from django.urls import path

from questions.views import questions, sets

app_name = "questions"

urlpatterns = [
    path("", sets.QuestionSetList.as_view(), name="list"),
    path("<uuid:pk>/", sets.QuestionSetPage.as_view(), name="set"),
    path("<uuid:pk>/vergelijken/", sets.ComparePage.as_view(), name="compare"),
    path("<uuid:pk>/geschiedenis/", sets.QuestionSetHistory.as_view(), name="history"),
    path("<uuid:pk>/nieuwe-versie/", sets.DraftVersion.as_view(), name="draft"),
    path("<uuid:pk>/toelichting/", sets.ChangeNote.as_view(), name="change-note"),
    path("<uuid:pk>/vaststellen/", sets.AdoptSet.as_view(), name="adopt"),
    path("<uuid:pk>/rubricering/", sets.ReclassifySet.as_view(), name="reclassify"),
    path("<uuid:pk>/publiceren/", sets.PublishSet.as_view(), name="publish"),
    path("<uuid:pk>/wissen/", sets.RedactSet.as_view(), name="redact"),
    path("<uuid:pk>/vragen/nieuw/", questions.AddQuestion.as_view(), name="add-question"),
    path("vragen/<uuid:pk>/wijzigen/", questions.ChangeQuestion.as_view(), name="change-question"),
    path("vragen/<uuid:pk>/verplaatsen/", questions.PlaceQuestion.as_view(), name="place-question"),
    path("vragen/<uuid:pk>/verwijderen/", questions.RemoveQuestion.as_view(), name="remove-question"),
]
