"""Words of Django's own that our catalogue says better: here they are found by `make messages`, and so are kept."""

from django.utils.translation import gettext_noop

# Django's Dutch says that a field is required; ours says what to do.
OVERRIDDEN = (gettext_noop("This field is required."),)
