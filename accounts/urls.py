"""Addresses under account/ beside those of allauth."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("api-tokens", views.ApiTokensPage.as_view(), name="api-tokens"),
    path("api-tokens/revoke", views.RevokeApiToken.as_view(), name="revoke-api-token"),
]
