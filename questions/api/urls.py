"""The addresses of question sets in the API."""

from django.urls import path

from questions.api import views

urlpatterns = [
    path("question-sets", views.QuestionSetsView.as_view(), name="api-question-sets"),
    path("question-sets/<uuid:pk>", views.QuestionSetView.as_view(), name="api-question-set"),
]
