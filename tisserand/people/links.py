"""Sign-in links: who holds one enters, once. Only a fingerprint is kept of what opens the door."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from .models import Person, SignInLink

# Kept for a while after their end, so that the page can tell an old link from one that never was.
KEPT_AFTER_END = timedelta(days=7)
LONGEST_PATH = 500  # what `next_url` holds


def issue(
    person: Person, *, now: datetime, next_url: str = "", lifetime: timedelta = SignInLink.LIFETIME
) -> str:
    """A new link for `person`, whole address, leading on to `next_url` if that is a path of this site.

    `lifetime` is for what is read much later than asked for: links printed by the demo, invitations.
    """
    token = secrets.token_urlsafe(24)
    SignInLink.objects.create(
        person=person,
        fingerprint=fingerprint(token),
        created_at=now,
        expires_at=now + lifetime,
        next_url=local_path(next_url),
    )
    return settings.SITE_URL + reverse("sign-in-link", args=[token])


def find(token: str) -> SignInLink | None:
    """The link that carries this token, used and expired ones included; None when it was never issued."""
    return SignInLink.objects.select_related("person").filter(fingerprint=fingerprint(token)).first()


def is_good(link: SignInLink | None, now: datetime) -> bool:
    """Whether it would open a session now."""
    return link is not None and link.used_at is None and now < link.expires_at and link.person.is_active


def use(link: SignInLink, *, now: datetime) -> bool:
    """Consume the link. Of two attempts at the same moment one gets True; an expired one gets False."""
    return bool(
        SignInLink.objects.filter(
            pk=link.pk, used_at=None, expires_at__gt=now, person__is_active=True
        ).update(used_at=now)
    )


def revoke(person: Person, *, now: datetime) -> None:
    """No link sent so far to this person opens anything any more."""
    person.sign_in_links.filter(used_at=None).update(used_at=now)


def prune(now: datetime) -> int:
    """Forget the links that ended long ago; how many there were."""
    deleted, _ = SignInLink.objects.filter(expires_at__lt=now - KEPT_AFTER_END).delete()
    return deleted


def fingerprint(token: str) -> str:
    return salted_hmac("tisserand.people.sign-in-link", token, algorithm="sha256").hexdigest()


def local_path(url: str) -> str:
    """`url` when it is a path of this site, otherwise an empty string: nobody is led elsewhere."""
    fits = len(url) <= LONGEST_PATH
    local = (
        url.startswith("/") and url.isprintable() and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    )
    return url if fits and local else ""
