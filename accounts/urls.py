"""Addresses under account/ beside those of allauth."""

from django.urls import path

from accounts import views

urlpatterns = [
    # Before allauth's page of this name: the address with which somebody signs in is an administrator's to change.
    path("email/", views.not_here, name="account_email"),
    path("mail", views.MailPreferencesPage.as_view(), name="mail-preferences"),
    path("api-tokens", views.ApiTokensPage.as_view(), name="api-tokens"),
    path("api-tokens/revoke", views.RevokeApiToken.as_view(), name="revoke-api-token"),
]
