"""Addresses of the site, those that came by mail, and one’s own."""

from datetime import timedelta

from django.core.mail import EmailMultiAlternatives

from tisserand.config.models import Job
from tisserand.demo import entrance
from tisserand.demo.models import Removal
from tisserand.mail import address_change, answering, mailbox, stopping
from tisserand.mail.kinds import Class
from tisserand.mail.models import Letter
from tisserand.people import links
from tisserand.privacy import erasing, starting
from tisserand.privacy import links as privacy_links

from .whose import ANOTHERS, OWN


def site(community, cast, life, now, **makers):
    removal = Removal.objects.create(count=0, asked_at=now, moved_at=now, finished_at=now)
    mailbox.keep(EmailMultiAlternatives("Hello", "Hello.", "site@x", ["chloe@example.com"]), now=now)
    return {
        "dead-letters/<pk>": {"": f"dead-letters/{Job.objects.failed().get().pk}"},
        "mailbox/<pk>": {"": f"mailbox/{Letter.objects.latest('pk').pk}"},
        "site/periods/<key>": {"": "site/periods/journal"},
        "site/example/<pk>": {"": f"site/example/{removal.pk}"},
        "site/people/<pk>": {"": f"site/people/{life.person.pk}"},
    }


def by_link(community, cast, life, now, **makers):
    """Addresses that came by mail: whoever holds one may use it, and for its owner only."""
    erasure = erasing.ask(cast.bao, by=cast.bao, now=now)
    until, old = now + timedelta(hours=1), life.person.email
    new_address = address_change.link(life.person, old, "new@example.net", until=until)
    return {
        "demo/<token>": {"": _path(entrance.link(cast.chloe))},
        "address/<token>": {"sent to another member": _path(new_address)},
        "sign-in/link/<token>": {"sent to another member": _path(links.issue(life.person, now=now))},
        "a/<token>": {
            "sent to another member": _path(answering.link("call-me", life.person, life.place.pk, now=now))
        },
        "mail-rhythm/<token>": {"sent to another member": _path(stopping.link(life.person, Class.NEWS))},
        "stay/<token>": {"sent to the expert": _path(privacy_links.stay(erasure))},
    }


def own(community, cast, life, now, **makers):
    export = starting.ask(cast.chloe, by=cast.chloe, now=now)
    others = life.person.exports.latest("pk")
    return {
        "me/concerns/<key>": {"": "me/concerns/outcome.1"},
        "me/data/export/<pk>": {
            OWN: f"me/data/export/{export.pk}",
            ANOTHERS: f"me/data/export/{others.pk}",
        },
    }


def _path(url: str) -> str:
    return url.split("/", 3)[3].rstrip("/")
