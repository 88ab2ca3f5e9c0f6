"""The admin registers no tokens of the API: who could make one for somebody else could act in that person's name."""

import knox.admin  # noqa: F401  registers, so that it is there to be taken away
from django.contrib import admin
from knox.models import AuthToken

admin.site.unregister(AuthToken)
