"""Communities have an address people write to, the one of their pages; and what a few words there mean."""

import re
from datetime import datetime

import phonenumbers
from django.conf import settings

from tisserand.mail.inbound import Incoming
from tisserand.mail.one_click import NUMBER_OF, SLOWER
from tisserand.people.models import Person

from .models import CallRequest, Community, Membership
from .names import fold
from .spoken import Said, means, sentence


def named(local_part: str) -> int | None:
    """The key of the community that mail to `<local_part>@…` is for (settings.MAIL_PLAIN_NAMES)."""
    return Community.objects.filter(slug__iexact=local_part).values_list("pk", flat=True).first()


CALL_ME = sentence(
    "appelez, appelle, appeler, rappelez, rappelle, rappeler, call, ring",
    asks=True,
    among="""
    je suis toujours i am m still bloque bloquee coince coincee perdu perdue stuck lost et and
    pouvez pourriez vous peux tu peut on de moi me back please could can you
    au aux sur le la les l mon ma a numero portable mobile fixe tel telephone at my phone number
    demain aujourd hui lundi mardi mercredi jeudi vendredi samedi matin matinee midi soir apres avant vers
    entre ou dans pendant ce cet cette semaine prochaine prochain des que qu possible quand voulez tot vite
    plus h heure heures si s il plait svp merci
    tomorrow today monday tuesday wednesday thursday friday saturday morning noon lunch time afternoon
    evening before after around between or in on the this next week as soon asap when o clock pm
    """,
)


@means(CALL_ME)
def call_me(member: Membership, mail: Incoming, now: datetime) -> Said:
    """At the number the mail gives, or the one that is known; when it says."""
    text = mail.text or mail.subject
    given = next(iter(phonenumbers.PhoneNumberMatcher(text, settings.COUNTRY)), None)
    e164 = phonenumbers.PhoneNumberFormat.E164
    phone = phonenumbers.format_number(given.number, e164) if given else member.person.phone
    return Said("call-me", member.pk, {"phone": phone, "moment": _moment(fold(text)), "words": text.strip()})


_MOMENTS = (
    (CallRequest.Moment.AFTERNOON, r"apres.midi|afternoon"),
    (CallRequest.Moment.NOON, r"midi|noon|lunch"),
    (CallRequest.Moment.MORNING, r"matin|morning"),
)


def _moment(text: str) -> str:
    return next((moment for moment, word in _MOMENTS if re.search(word, text)), CallRequest.Moment.ANY)


_MAILS = "mail mails e email emails courriel courriels message messages"


@means(
    sentence(
        "stop, arretez, arreter, desabonner, desabonnez, desinscrire, desinscrivez, unsubscribe",
        among=f"tout tous all les ces des de me m moi ecrire envoyer writing sending to the these {_MAILS}",
    )
)
def stop(member: Membership, mail: Incoming, now: datetime) -> Said:
    return _rhythm(member.person, Person.Cadence.NONE)


@means(sentence("moins, trop, fewer, less, too many", among=f"de d souvent often {_MAILS}"))
def slower(member: Membership, mail: Incoming, now: datetime) -> Said:
    """One step slower; from once a week on, nothing is slower but to stop, which is asked for by name."""
    before = Person.Cadence(member.person.mail_cadence)
    return _rhythm(member.person, SLOWER.get(before, before))


_ONCE = f"un une fois seule seul au plus maximum once one only at most {_MAILS}"


@means(sentence("par jour, chaque jour, a day, daily", among=_ONCE))
def daily(member: Membership, mail: Incoming, now: datetime) -> Said:
    return _rhythm(member.person, Person.Cadence.DAILY)


@means(sentence("par semaine, chaque semaine, a week, weekly", among=_ONCE))
def weekly(member: Membership, mail: Incoming, now: datetime) -> Said:
    return _rhythm(member.person, Person.Cadence.WEEKLY)


def _rhythm(person: Person, cadence: str) -> Said:
    return Said(f"mail-{cadence}", NUMBER_OF[person.mail_cadence])
