"""Forms about one's own account, beside those of allauth."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User


class MailPreferencesForm(forms.ModelForm):
    """In which language somebody is written to, and whether daily."""

    use_required_attribute = False

    class Meta:
        model = User
        fields = ("language", "daily_digest")
        labels = {
            "language": _("Language of e-mail"),
            "daily_digest": _("Send me an e-mail on working days when something needs me"),
        }
        help_texts = {"daily_digest": _("At eight in the morning, at most once a day, with only a link to Today.")}
        widgets = {"language": forms.RadioSelect(choices=Language.choices)}


class ApiTokenForm(forms.Form):
    """What somebody calls a new token."""

    use_required_attribute = False

    name = forms.CharField(
        label=_("What the token is for"),
        max_length=100,
        help_text=_("So that you know later which one to revoke."),
        error_messages={"required": _("Give the token a name, such as that of the machine that uses it.")},
    )
