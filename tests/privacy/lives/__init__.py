"""Somebody who left a trace everywhere a trace can be left."""

from datetime import timedelta

from tisserand.communities import charter
from tisserand.communities.models import EarlierPresence
from tisserand.people.models import Person
from tisserand.search import indexing

from .animation import animation
from .gathered import sessions
from .life import Life
from .machinery import loads, machinery, mails, people
from .support import call, path, support
from .talk import chat, debates, following, in_private, works
from .what import EMAIL, OLD_EMAIL, PDF, PHONE, STAFF_NUMBER
from .words import words

__all__ = ["EMAIL", "OLD_EMAIL", "PDF", "PHONE", "STAFF_NUMBER", "Life", "everything"]


def everything(community, friend, lcm, now) -> Life:
    """Zélie Quatremère, in a community where `friend` learns and `lcm` runs it."""
    zelie = Person.objects.create(
        given_name="Zélie",
        family_name="Quatremère",
        email=EMAIL,
        phone=PHONE,
        language="fr",
        joined_at=now - timedelta(days=400),
        last_login=now,
    )
    zelie.set_password("un très long secret")
    zelie.save()
    place = community.admit(zelie, by=lcm, now=now - timedelta(days=300))
    EarlierPresence.objects.create(
        membership=place,
        first_on=now.date() - timedelta(days=800),
        last_on=now.date() - timedelta(days=700),
        days=4,
    )
    community.note_visit(zelie, now - timedelta(days=20))
    charter.write(community, f"Ici, on écrit à {EMAIL}.", by=zelie, again=True, now=now - timedelta(days=19))
    charter.write(community, "", by=lcm, again=True, now=now - timedelta(days=18))
    people(zelie)
    life = words(community, zelie, place, friend, lcm, now)
    life.private = in_private(community, zelie, friend, lcm, now)
    debates(community, zelie, friend, lcm, now)
    chat(community, zelie, friend, lcm, now)
    works(community, zelie, friend, lcm, now)
    following(community, zelie, place, lcm, now)
    path(community, zelie, place, lcm, now)
    support(community, zelie, place, friend, lcm, now)
    animation(community, zelie, place, friend, lcm, now)
    call(place, now)
    sessions(community, zelie, place, friend, lcm, now)
    loads(community, zelie, lcm, now)
    mails(community, zelie, friend, now)
    machinery(zelie, lcm, now)
    indexing.follow_some()
    return life
