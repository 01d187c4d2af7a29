"""The signed link by which somebody stays, without signing in."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from .models import Erasure

SALT = "tisserand.privacy.stay"


def stay(erasure: Erasure) -> str:
    """A whole address; good as long as the erasure is to come."""
    return settings.SITE_URL + reverse("stay", args=[signing.dumps(erasure.pk, salt=SALT)])


def find(token: str) -> Erasure | None:
    """The erasure that a link speaks of; None when the link is not ours."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Erasure.objects.select_related("person").filter(pk=pk).first()
