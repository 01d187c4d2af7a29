import json
from datetime import datetime

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from .held import Holding, holding
from .marks import Marks
from .models import Person, Session, SignInLink
from .sessions import SessionStore

SHOWN = [
    *("given_name", "family_name", "email", "phone", "language", "time_zone", "works_on", "works_from"),
    *("works_until", "reached_by", "mail_cadence", "is_administrator", "joined_at", "last_login"),
]

PORTION = 1000


def _shown(person: Person, name: str):
    if name == "works_on":
        return [str(WEEKDAYS[int(day) - 1]) for day in person.works_on]
    in_words = getattr(person, f"get_{name}_display", None)
    return in_words() if in_words else getattr(person, name)


@holding
class SignInLinks(Holding):
    key = "sign-in-links"
    behind = True
    name = _("Links to sign in")
    purpose = _("To let you in without a password; only a fingerprint of each link is kept.")
    models = (SignInLink,)
    kept = _("a week after they end")

    def rows(self, person: Person):
        for link in person.sign_in_links.order_by("created_at"):
            yield {"sent_at": link.created_at, "ended_at": link.expires_at, "used_at": link.used_at}

    def erase(self, person: Person, marks: Marks, now: datetime):
        person.sign_in_links.all().delete()
        return ()


@holding
class Sessions(Holding):
    key = "sessions"
    behind = True
    name = _("Being signed in, on each of your devices")
    purpose = _("Not to ask you who you are on each page. No other cookie follows you.")
    models = (Session,)
    kept = _("three months after your last sign-in on that device")

    def rows(self, person: Person):
        for session in person.sessions.order_by("expire_date"):
            yield {"ends_at": session.expire_date}

    def erase(self, person: Person, marks: Marks, now: datetime):
        """Theirs; and in those of others, the sentences that wait to be shown and may name them."""
        person.sessions.all().delete()
        for session in Session.objects.iterator(chunk_size=PORTION):
            if marks.maybe_in(_unescaped(session.get_decoded().get("_messages", ""))):
                other = SessionStore(session.session_key)
                del other["_messages"]
                other.save()
        return ()


def _unescaped(messages: str) -> str:
    """What waits to be shown is kept as JSON, its accents as numbers."""
    return str(json.loads(messages)) if messages else ""


@holding
class Account(Holding):
    """Last of all: it is by this row that the others know whom they speak of."""

    key = "account"
    name = _("Your name, your addresses and your preferences")
    purpose = _("To know who speaks, to write to you and to call you as you wish.")
    models = (Person,)
    kept = _("as long as your account")

    def rows(self, person: Person):
        yield {name: _shown(person, name) for name in SHOWN} | {"has_password": person.has_password}

    def erase(self, person: Person, marks: Marks, now: datetime):
        person.become_nobody(now)
        return ()
