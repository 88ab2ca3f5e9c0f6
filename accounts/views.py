"""What somebody arranges about the own account, beside what allauth has pages for: mail, and tokens for machines."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import UpdateView
from knox.models import AuthToken

from accounts.forms import MailPreferencesForm
from accounts.models import User


class MailPreferencesPage(LoginRequiredMixin, UpdateView):
    """How somebody is written to: in which language, and whether daily."""

    form_class = MailPreferencesForm
    template_name = "accounts/mail_preferences.html"
    success_url = reverse_lazy("mail-preferences")

    def get_object(self, queryset: Any = None) -> User:
        """Who asks."""
        return get_object_or_404(User, email=self.request.user.get_username())

    def form_valid(self, form: MailPreferencesForm) -> HttpResponse:
        messages.success(self.request, _("Your choices are saved."))
        return super().form_valid(form)

    def form_invalid(self, form: MailPreferencesForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


# More than anybody has machines; enough to make a forgotten script that makes tokens fail.
MOST_TOKENS = 10


@method_decorator(reauthentication_required, name="dispatch")
class ApiTokensPage(View):
    """The tokens that are valid now. A POST makes one, and shows it in its answer: the only time that it is seen."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        if valid_tokens(request).count() >= MOST_TOKENS:
            messages.error(request, _("You have %(count)d tokens. Revoke one first.") % {"count": MOST_TOKENS})
            return redirect("api-tokens")
        _row, token = AuthToken.objects.create(request.user)
        return self.show(request, token=token)

    def show(self, request: HttpRequest, **context: Any) -> HttpResponse:
        """The page, kept by no cache and by no browser."""
        tokens, docs = valid_tokens(request).order_by("-created"), resolve_url(settings.API_DOCS)
        response = render(request, "accounts/api_tokens.html", {"tokens": tokens, "api_docs": docs} | context)
        response["Cache-Control"] = "no-store"
        return response


class RevokeApiToken(LoginRequiredMixin, View):
    """Ends a token at once. Asks no password again: ending is never the danger."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        valid_tokens(request).filter(digest=request.POST.get("digest", "").replace("\0", "")).delete()
        messages.success(request, _("The token is revoked. Whatever still sends it is refused from now on."))
        return redirect("api-tokens")


def valid_tokens(request: HttpRequest) -> Any:
    """The tokens of who asks that still work."""
    return AuthToken.objects.filter(user=request.user, expiry__gt=timezone.now())


def not_here(request: HttpRequest) -> HttpResponse:
    """An address that this site does not have."""
    raise Http404
