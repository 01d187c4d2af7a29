"""Mail fetched from a mail box (IMAP), where no mail server hands it to us.

Each mail comes in by the door of the receiver, and leaves the box once it is on disk here: killed in between,
it is fetched again, which changes nothing. What is for no address of ours is set aside in the box, for who
looks after it; a person of ours is told that nobody reads that address.
"""

import logging
import time
from datetime import datetime
from email.message import Message

from django.conf import settings
from django.utils import timezone
from django_tasks import task
from imapclient.exceptions import IMAPClientError

from tisserand.people.models import Person

from . import headers, machines, mail_box, reading, receiving, targets
from .mail_box import MailBox
from .models import Look

log = logging.getLogger(__name__)

# One call does no more than this; the next one goes on.
AT_MOST = 100
NO_LONGER_THAN = 30.0  # seconds: one worker may have everything to do


@task(retry_after=())  # the clock calls it every minute
def fetch_mail():
    if fetch(timezone.now()):
        fetch_mail.enqueue()


def fetch(now: datetime) -> bool:
    """Take what lies in the box of TISSERAND_IMAP_URL; True when more may be left."""
    if not settings.MAIL_IN_IMAP_URL:
        return False
    where, token = mail_box.address(settings.MAIL_IN_IMAP_URL), settings.MAIL_IN_IMAP_TOKEN_FILE
    look, _ = Look.objects.get_or_create(box=str(where), defaults={"since": now})
    try:
        with mail_box.opened(where, token) as box:
            more = _empty(box, now)
    except (OSError, IMAPClientError) as problem:
        words = mail_box.in_words(problem, where, token)
        log.warning("The mail box cannot be read: %s", words)
        look.failed(words)
        return False
    if look.failures:
        log.warning("The mail box is read again; attempts that failed meanwhile: %s", look.failures)
    look.succeeded(now)
    return more


def _empty(box: MailBox, now: datetime) -> bool:
    """A mail that cannot be kept stays where it is, and does not hold up the others."""
    sizes, ends = box.sizes(), time.monotonic() + NO_LONGER_THAN
    for done, (uid, size) in enumerate(sizes.items()):
        if done == AT_MOST or time.monotonic() > ends:
            return True
        try:
            _take(box, uid, size, now)
        except (OSError, IMAPClientError):
            raise
        except Exception as problem:
            log.error("Mail %s of the mail box was put off: %s", uid, problem, exc_info=problem)
    return False


def _take(box: MailBox, uid: int, size: int, now: datetime) -> None:
    too_big = size > settings.MAIL_IN_MAX_BYTES
    raw = box.head(uid) if too_big else box.mail(uid)
    if not raw:
        return
    message = reading.head(raw)
    ours = [address for address in reading.addressees(message) if targets.known(address)]
    sender = _sender(message)
    size = size if too_big else len(raw)
    receiving.keep(raw, ours or _told_so(message), sender, size=size, now=now)
    if ours:
        box.remove(uid)
    else:
        box.set_aside(uid)


def _sender(message: Message) -> str:
    """Of the envelope, as the server that delivered it has noted; "" for what comes back."""
    if message.get("Return-Path") is not None:
        return headers.raw(message, "Return-Path").strip("<> ")
    return headers.author(headers.raw(message, "From"))[1]


def _told_so(message: Message) -> list[str]:
    """The address nobody reads, when a person of ours wrote to it: they are answered, nobody else is."""
    writer = Person.objects.with_email(headers.author(headers.raw(message, "From"))[1])
    return reading.addressees(message)[:1] if writer and not machines.wrote(message) else []
