from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from tisserand.people import links
from tisserand.people.models import Person

from . import address_change, answering, words
from .inbound import reading
from .kinds import Class, Content, kind
from .models import Arrival

# Somebody who asked for a link an hour ago has come in another way, or given up for today.
STILL_WANTED = timedelta(hours=1)


@kind("sign-in", Class.NECESSARY)
def sign_in(envelope):
    now = envelope.claimed_at
    if now - envelope.created_at > STILL_WANTED:
        return None
    link = links.issue(envelope.person, now=now, next_url=envelope.data.get("next", ""))
    return Content("mail/emails/sign_in", _("Your link to sign in"), {"link": link})


@kind("confirm-address", Class.NECESSARY)
def confirm_address(envelope):
    asked, person = envelope.data, envelope.person
    until = envelope.created_at + address_change.CONFIRMED_WITHIN
    if person.email != asked["old"] or envelope.claimed_at > until or Person.objects.with_email(asked["to"]):
        return None
    link = address_change.link(person, asked["old"], asked["to"], until=until)
    context = {"link": link, "old": asked["old"]}
    return Content("mail/emails/confirm_address", _("Is this your new address?"), context)


@kind("address-changed", Class.NECESSARY)
def address_changed(envelope):
    asked, until = envelope.data, envelope.created_at + address_change.TAKEN_BACK_WITHIN
    link = address_change.link(envelope.person, asked["new"], asked["to"], until=until, back=True)
    context = {"link": link, "new": asked["new"]}
    return Content("mail/emails/address_changed", _("Your address here has changed"), context)


@kind("mail-refused", Class.NECESSARY, sealed=True)
def mail_refused(envelope):
    arrival = Arrival.objects.filter(pk=envelope.data["arrival"]).first()
    if arrival is None:
        return None
    context = {
        "words": arrival.answer,
        "when": words.moment(arrival.received_at),
        "wrote": reading.wrote(arrival.raw),
    }
    return Content("mail/emails/mail_refused", _("Your mail could not be taken in"), context)


@kind("said-by-mail", Class.NECESSARY)
def said_by_mail(envelope):
    """A mail of one sentence was understood: what was done and the way back, or one click to say it."""
    asked, person, now = envelope.data, envelope.person, envelope.claimed_at or envelope.created_at
    choice = answering.find(asked["answer"], person, asked["pk"], now=now)
    if choice is None:
        return None
    context = {
        "choice": choice,
        "words": asked["words"],
        "link": answering.link(asked["answer"], person, asked["pk"], now=now),
        "url": settings.SITE_URL + choice.url if choice.url else "",
    }
    subject = _("It is noted") if choice.said else _("One click is left to give")
    return Content("mail/emails/said_by_mail", subject, context, reply=tuple(asked["reply"]))
