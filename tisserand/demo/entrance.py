"""The links that `tisserand demo` prints: one click, as often as one likes. Elsewhere they lead nowhere."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from tisserand.people.models import Person

SALT = "tisserand.demo.entrance"


def link(person: Person) -> str:
    """The whole address at which one is this person; it works while the site runs as a demo."""
    return settings.SITE_URL + reverse("enter-demo", args=[signing.dumps(person.pk, salt=SALT)])


def person_of(token: str) -> int | None:
    """The person's id, or None when the token was not made here."""
    try:
        return signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
