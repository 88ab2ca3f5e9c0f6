"""Where Prometheus fetches the site's numbers."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from core.metrics import exposition


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers, for who has the token of TASKFORCE_METRICS_TOKEN; for anybody else there is nothing here."""
    token = settings.METRICS_TOKEN
    if not token or not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_PLAIN_0_0_4)
