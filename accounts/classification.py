"""The first of the two axes of secrecy (docs/architecture.md, rule 1); the second is the compartment."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Classification(models.IntegerChoices):
    """How far a text may travel, ordered from everybody to the fewest. State secrets do not belong here."""

    PUBLIC = 0, _("Public")
    INTERNAL = 1, _("Internal to central government")
    DEPARTMENTAL = 2, _("Departmental Confidential")


class Ground(models.TextChoices):
    """Why something is not public, in the words of articles 5.1 and 5.2 of the Woo. It explains and decides nothing."""

    COMPANY_SECRETS = "company-secrets", _("Company secrets")
    PRIVACY = "privacy", _("Privacy")
    INTERNATIONAL_RELATIONS = "international-relations", _("International relations")
    ECONOMIC_INTERESTS = "economic-interests", _("Economic interests of the State")
