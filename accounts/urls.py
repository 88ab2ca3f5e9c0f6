"""Addresses under account/ beside those of allauth."""

from django.urls import path

from accounts import views

urlpatterns = [
    # Before allauth's page of this name: the address with which somebody signs in is an administrator's to change.
    path("email/", views.not_here, name="account_email"),
    path("mail", views.MailPreferencesPage.as_view(), name="mail-preferences"),
    path("sessions/", views.SessionsPage.as_view(), name="sessions"),
    path("sessions/end", views.EndSession.as_view(), name="end-session"),
    path("api-tokens", views.ApiTokensPage.as_view(), name="api-tokens"),
    path("api-tokens/revoke", views.RevokeApiToken.as_view(), name="revoke-api-token"),
]
