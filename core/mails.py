"""Mail by way of an outbox (docs/architecture.md, rule 13): a row says what is to be sent, a worker sends it.

A mail holds nothing but a link: no title, no name, no count. It is written when it is sent, in the language of who gets
it, and only if that person may still see what it is about. A worker claims a row, which counts the attempt and bars
others for a while; then it holds the row's lock until the mail server has answered, so that two workers never send the
same mail. If a worker falls over between the server's answer and the commit, the mail is sent a second time: it then
bears the same Message-ID, by which a receiver may know it. What lost its message or its worker is found by the sweeper.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models.functions import Now
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone

from accounts.models import User
from accounts.viewers import Viewer
from core import clock
from core.carrying import carry
from core.models import Guarded, Mail, MailState

logger = logging.getLogger(__name__)

PAUSES: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)
"""How long a mail rests after each attempt. After the last one it is given up."""

SWEEP_SECONDS: Final = 60.0
"""How long one sweep goes on sending; well within the time that a task may take. The next one goes on from there."""

MORNING: Final = range(8, 12)
"""Hours of a working day in which mails of the morning are posted."""

LOST = "worker lost"
"""What stands as the error of a mail whose last attempt never came to an end."""

Address = Callable[[Viewer, User, Any], str | None]


@dataclass(frozen=True)
class Kind:
    """A kind of mail: templates/emails/NAME.LANGUAGE.txt, whose first line is the subject.

    `address` tells, when the mail is sent, where its link leads (a path) given who gets it and the row that it is about
    (None where it is about none); None where the mail is not needed any more. After `lifetime` it is not sent either.
    """

    name: str
    address: Address
    lifetime: timedelta | None = None


KINDS: dict[str, Kind] = {}
_mornings: list[Callable[[datetime], None]] = []


def register(kind: Kind) -> None:
    """Make a kind of mail known; each app does so in its mails.py."""
    KINDS[kind.name] = kind


def every_working_morning(post_what_is_due: Callable[[datetime], None]) -> None:
    """Have this called, more than once, on every working morning: its dedupe keys keep it from posting twice."""
    if post_what_is_due not in _mornings:
        _mornings.append(post_what_is_due)


def post(name: str, *, to: User, about: Guarded | None = None, dedupe_key: str) -> Mail:
    """Inside the caller's transaction: have a mail sent once it is through. The same key again gives the first mail.

    Raises KeyError for a kind that is not registered.
    """
    kind = KINDS[name]
    row: dict[str, Any] = {"template": kind.name, "recipient": to}
    if about is not None:
        row |= {"content_type": ContentType.objects.get_for_model(about), "object_id": about.pk}
    mail, is_new = Mail.objects.get_or_create(dedupe_key=dedupe_key, defaults=row)
    if is_new:
        send_soon(mail)
    return mail


def send_soon(mail: Mail) -> None:
    """Have a worker send the mail once the transaction is through."""
    from core.tasks import send_mail

    carry(send_mail, mail.pk)


def send_again(mail: Mail) -> bool:
    """Give a mail that was not sent all its attempts anew; whether there was anything to do."""
    unsent = Mail.objects.filter(pk=mail.pk, recipient__isnull=False).exclude(state=MailState.SENT)
    changed = unsent.update(state=MailState.WAITING, attempts=0, error="", not_before=Now())
    if changed:
        send_soon(mail)
    return bool(changed)


def morning() -> None:
    """On the morning of a working day by the clock of the domain: post what is due that day."""
    now = clock.now()
    if now.hour in MORNING and clock.is_working_day(now.date()):
        for post_what_is_due in _mornings:
            post_what_is_due(now)


def sweep() -> int:
    """Send what waits, until nothing does, the server is gone or time is up. Returns how many it tried."""
    Mail.objects.due().filter(attempts__gte=len(PAUSES)).update(state=MailState.GIVEN_UP, error=LOST)
    tried, end = 0, monotonic() + SWEEP_SECONDS
    while monotonic() < end:
        mail = claim()
        if mail is None:
            break
        tried += 1
        if not deliver(mail):
            break
    return tried


def claim(mail_id: UUID | None = None) -> Mail | None:
    """Take a mail (this one, or the one that waited longest) for one attempt; None where there is none to be taken."""
    with transaction.atomic():
        waiting = Mail.objects.due().filter(attempts__lt=len(PAUSES)).select_for_update(skip_locked=True)
        mail = (waiting.filter(pk=mail_id) if mail_id else waiting.order_by("not_before")).first()
        if mail is not None:
            Mail.objects.filter(pk=mail.pk).update(attempts=mail.attempts + 1, not_before=Now() + PAUSES[mail.attempts])
            mail.attempts += 1
    return mail


def deliver(mail: Mail) -> bool:
    """Make one attempt at a claimed mail, whatever comes of it. Returns whether it makes sense to go on with others."""
    try:
        with transaction.atomic():
            # Written before it is sent: that holds the row, and after the answer only the commit is left to do.
            if not _mine(mail).update(state=MailState.SENT, sent_at=Now(), error=""):
                return True
            message = compose(mail)
            if message is None:
                Mail.objects.filter(pk=mail.pk).update(state=MailState.DROPPED, sent_at=None)
            else:
                _hand_over(message)
    except Exception as error:
        _record(mail, error)
        return not _is_gone(error)
    return True


def _mine(mail: Mail) -> Any:
    return Mail.objects.filter(pk=mail.pk, state=MailState.WAITING, attempts=mail.attempts)


def compose(mail: Mail) -> EmailMessage | None:
    """The mail as it would go out now, or None where it is not to be sent any more."""
    kind, recipient = KINDS[mail.template], mail.recipient
    if recipient is None or not recipient.is_active:
        return None
    if kind.lifetime is not None and mail.created + kind.lifetime < timezone.now():
        return None
    viewer = Viewer.for_user(recipient, clock.now())
    row = None
    if mail.content_type is not None:
        model: Any = mail.content_type.model_class()
        row = model.objects.visible_to(viewer).filter(pk=mail.object_id).first()
        if row is None:
            return None
    address = kind.address(viewer, recipient, row)
    if address is None:
        return None
    words: Any = get_template(f"emails/{kind.name}.{recipient.language}.txt")
    # Plain text: nothing in it is to be escaped for a browser.
    text = words.template.render(Context({"link": settings.SITE_URL + address}, autoescape=False))
    subject, _line, body = text.strip().partition("\n")
    return EmailMessage(
        subject,
        body.strip() + "\n",
        to=[recipient.email],
        headers={
            "Message-ID": f"<{mail.pk}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )


def _hand_over(message: EmailMessage) -> None:
    connection = get_connection()
    connection.open()
    try:
        connection.send_messages([message])
    finally:
        # The server has answered: how it takes our leave changes nothing about that.
        with suppress(OSError):
            connection.close()


def _record(mail: Mail, error: Exception) -> None:
    """Keep the kind of error only: what a server says may name the recipient.

    What cannot be written as a mail (a ValueError, as of a line break in an address) is given up at once.
    """
    final = mail.attempts >= len(PAUSES) or isinstance(error, ValueError) or _is_refused(error)
    state = MailState.GIVEN_UP if final else MailState.WAITING
    _mine(mail).update(state=state, error=kind_of(error))
    logger.warning("mail %s was not sent at attempt %d: %s", mail.pk, mail.attempts, kind_of(error))


def kind_of(error: Exception) -> str:
    """The name of an error, with the code of the mail server where it gave one."""
    return " ".join([type(error).__name__, *(str(code) for code in _codes(error))])[:100]


def _codes(error: Exception) -> list[int]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _words in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []


def _is_refused(error: Exception) -> bool:
    """Whether the server says that this recipient will never get it."""
    return isinstance(error, smtplib.SMTPRecipientsRefused) and all(code >= 500 for code in _codes(error))


def _is_gone(error: Exception) -> bool:
    """Whether the server itself is out of reach, so that other mails need not be tried now."""
    if isinstance(error, smtplib.SMTPException):
        about_the_server = (
            smtplib.SMTPServerDisconnected,
            smtplib.SMTPConnectError,
            smtplib.SMTPHeloError,
            smtplib.SMTPAuthenticationError,
        )
        return isinstance(error, about_the_server)
    return isinstance(error, OSError)
