"""All addresses: public pages, sign-in and operations here; everything else in the app it belongs to."""

from django.contrib import admin
from django.urls import include, path, re_path

from accounts.views import not_here
from taskforce import health, metrics, views

urlpatterns = [
    path("", views.FrontPage.as_view(), name="front"),
    path("vandaag/", views.TodayPage.as_view(), name="today"),
    path("register/", include("dependencies.urls")),
    path("tijdlijn/", include("timeline.urls")),
    path("vragensets/", include("questions.urls")),
    path("rapporten/", include("reports.urls")),
    path("publicaties/", include("reports.public_urls")),
    path("", include("core.urls")),
    path("", include("taskforce.api_urls")),
    path("account/", include("accounts.urls")),
    path("account/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    # Before the admin's own way from a row to its page: it would tell which keys belong to a row, also to a hidden one.
    re_path("^beheer/r/", not_here),
    path("beheer/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
]
