"""A small world in which every address of the site leads somewhere, and the people who try each of them."""

import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.core.files.base import ContentFile
from django.core.mail import EmailMultiAlternatives

from tests.privacy import lives
from tisserand.attention.day import day
from tisserand.attention.models import Outreach
from tisserand.communities.models import Community, Invitation
from tisserand.config.models import Job
from tisserand.conversations import attachments, reports, writing
from tisserand.conversations.models import NameLeft, Report
from tisserand.demo import entrance
from tisserand.integrations.imports.models import Load
from tisserand.mail import address_change, answering, mailbox, stopping
from tisserand.mail.kinds import Class
from tisserand.mail.models import Letter
from tisserand.people import links
from tisserand.people.models import Person
from tisserand.privacy import erasing, starting
from tisserand.privacy import links as privacy_links
from tisserand.programmes.models import Enrolment, Step

# Who tries. The training director has no role yet: somebody of the house, signed in, member of nothing here.
WHO = (
    "anonymous",
    "stranger",
    "learner",
    "expert",
    "LCM",
    "LCM elsewhere",
    "training director",
    "administrator",
)
OWN, ANOTHERS = "the learner’s own", "another member’s"
ARGUMENT = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Way:
    """One address, about one thing: where it leads."""

    address: str
    about: str
    path: str


@dataclass
class World:
    people: dict[str, Person | None]
    things: dict[str, dict[str, str]]  # beginnings of addresses → what it is about → where that is

    def ways(self, address: str) -> list[Way]:
        """Every way to write this address; LookupError when the world has nothing for it."""
        shape = re.sub(r"<\w+:(\w+)>", r"<\1>", address)
        fitting = [beginning for beginning in self.things if shape.startswith(beginning)]
        found = self.things[max(fitting, key=len)] if fitting else {"": ""}
        rest = shape[len(max(fitting, key=len, default="")) :]
        ways = [
            Way(address, about, ("/" + path + rest).replace("<community>", "distance"))
            for about, path in found.items()
        ]
        if any(ARGUMENT.search(way.path) for way in ways):
            raise LookupError(f"tests/doors/world.py has nothing for {address}")
        return ways


def build(community, cast, make_person, join, make_cohort, now) -> World:
    """Chloé learns, and has things of her own; Zélie is the other member, who left a trace everywhere."""
    elsewhere = Community.objects.create(
        organisation=community.organisation, name="Weavers", slug="elsewhere"
    )
    odette = make_person("Odette")
    elsewhere.admit(odette, "lcm", by=None, now=now)
    elsewhere.admit(make_person("Marc"), "lcm", by=None, now=now)
    join(make_person("Léa"), "lcm")  # nobody here runs a community alone
    life = lives.everything(community, cast.bao, cast.ada, now)
    cast.places["chloe"].refresh_from_db()
    people = {
        "anonymous": None,
        "stranger": cast.dov,
        "learner": cast.chloe,
        "expert": cast.bao,
        "LCM": cast.ada,
        "LCM elsewhere": odette,
        "training director": make_person("Diane"),
        "administrator": make_person("Sylvain", is_administrator=True),
    }
    assert tuple(people) == WHO
    things: dict[str, dict[str, str]] = {}
    for part in (_site, _conversations, _programmes, _the_day, _members, _loads, _by_link, _own):
        things |= part(
            community, cast, life, now, make_cohort=make_cohort, make_person=make_person, join=join
        )
    return World(people, things)


def _site(community, cast, life, now, **makers):
    mailbox.keep(EmailMultiAlternatives("Hello", "Hello.", "site@x", ["chloe@example.com"]), now=now)
    return {
        "dead-letters/<pk>": {"": f"dead-letters/{Job.objects.failed().get().pk}"},
        "mailbox/<pk>": {"": f"mailbox/{Letter.objects.latest('pk').pk}"},
        "site/periods/<key>": {"": "site/periods/journal"},
        "site/people/<pk>": {"": f"site/people/{life.person.pk}"},
    }


def _conversations(community, cast, life, now, **makers):
    ask = {
        "kind": "question",
        "title": "How do I begin?",
        "source": "Tell me.",
        "now": now - timedelta(days=2),
    }
    own, others = (writing.start(community, by=person, **ask) for person in (cast.chloe, life.person))
    removed = writing.start(community, by=life.person, **ask)
    writing.delete(removed.posts.get(), by=life.person, now=now)
    pdf = attachments.check("plan.pdf", ContentFile(lives.PDF), len(lives.PDF))
    answers = {thread: writing.reply(thread, by=cast.bao, source="So.", now=now) for thread in (own, others)}
    file = writing.reply(own, by=cast.bao, source="Here.", files=[pdf], now=now).attachments.get()
    reports.report(others.posts.get(number=1), by=cast.bao, reason="Harsh", now=now)
    left = NameLeft.objects.create(post=life.free, places=[[18, 23]], found_at=now)
    return {
        f"{HERE}conversations/<pk>": {
            OWN: f"{HERE}conversations/{own.pk}",
            ANOTHERS: f"{HERE}conversations/{others.pk}",
            "removed by another member": f"{HERE}conversations/{removed.pk}",
        },
        f"{HERE}conversations/<pk>/accept/": {
            OWN: f"{HERE}conversations/{own.pk}/accept/?post={answers[own].pk}",
            ANOTHERS: f"{HERE}conversations/{others.pk}/accept/?post={answers[others].pk}",
        },
        f"{HERE}conversations/posts/<pk>": {
            OWN: f"{HERE}conversations/posts/{own.posts.get(number=1).pk}",
            ANOTHERS: f"{HERE}conversations/posts/{others.posts.get(number=1).pk}",
            "removed by another member": f"{HERE}conversations/posts/{removed.posts.get().pk}",
        },
        f"{HERE}conversations/files/<token>": {"": f"{HERE}conversations/files/{file.token}"},
        f"{HERE}conversations/reports/<pk>": {
            "": f"{HERE}conversations/reports/{Report.objects.waiting(community).latest('pk').pk}"
        },
        f"{HERE}conversations/names/<pk>": {"": f"{HERE}conversations/names/{left.pk}"},
        f"{HERE}conversations/<need>": {"": f"{HERE}conversations/recent"},
    }


def _programmes(community, cast, life, now, *, make_cohort, **makers):
    starts_on = community.today(now) - timedelta(days=9)
    cohort = make_cohort("Watch", "Try", starts_on=starts_on, members=[cast.places["chloe"], life.place])
    step, programme = cohort.programme.steps.first(), cohort.programme
    mine, others = (
        Enrolment.objects.get(cohort=cohort, membership=place) for place in (cast.places["chloe"], life.place)
    )
    enrolments = f"{HERE}programmes/enrolments"
    return {
        f"{HERE}programmes/<pk>": {"": f"{HERE}programmes/{programme.pk}"},
        f"{HERE}programmes/cohorts/<pk>": {"": f"{HERE}programmes/cohorts/{cohort.pk}"},
        f"{enrolments}/<pk>": {ANOTHERS: f"{enrolments}/{others.pk}"},
        f"{enrolments}/<pk>/steps/<step>": {
            OWN: f"{enrolments}/{mine.pk}/steps/{step.pk}",
            ANOTHERS: f"{enrolments}/{others.pk}/steps/{step.pk}",
        },
    }


def _the_day(community, cast, life, now, **makers):
    """For each act, a line of the day that allows it."""
    letter = Outreach.objects.filter(community=community, kind="wrote").latest("pk")
    _exchange_that_stopped(community, (cast.bao, life.person, cast.chloe), now - timedelta(days=15))
    lines, found = day(community, now).signals, {}
    for act in ("reply", "relaunch", "settle", "write", "call", "greet", "postpone", "set-aside"):
        anyone = act in ("postpone", "set-aside")
        line = next(line for line in lines if anyone or act in line.acts)
        query = {"member": life.place.pk} if act in ("write", "call") else {"signal": line.key}
        found[f"{HERE}my-day/{act}/"] = {"": f"{HERE}my-day/{act}/?{urlencode(query)}"}
    return found | {
        f"{HERE}my-day/undo/": {"": f"{HERE}my-day/undo/?act=o{letter.pk}"},
        f"{HERE}my-day/letters/<pk>": {"to another member": f"{HERE}my-day/letters/{letter.pk}"},
        f"{HERE}my-day/followed/<kind>": {"": f"{HERE}my-day/followed/wrote"},
    }


def _exchange_that_stopped(community, people, at):
    thread = writing.start(community, kind="discussion", title="Rituals", by=people[0], source="?", now=at)
    for number, person in enumerate([*people, people[1]]):
        writing.reply(thread, by=person, source=f"Ours {number}.", now=at + timedelta(hours=number + 1))


def _members(community, cast, life, now, *, make_person, join, **makers):
    """Nina has never come in: her details are looked after for her."""
    asked = Invitation.objects.create(community=community, email="x@example.com", invited_at=now)
    members, nina = f"{HERE}members", join(make_person("Nina")).pk
    return {
        f"{members}/<pk>": {ANOTHERS: f"{members}/{life.place.pk}"},
        f"{members}/<pk>/details": {
            ANOTHERS: f"{members}/{life.place.pk}/details",
            "of a member who never came in": f"{members}/{nina}/details",
        },
        f"{members}/<pk>/role/": {ANOTHERS: f"{members}/{life.place.pk}/role/?role=expert"},
        f"{HERE}members/invitations/<pk>": {"": f"{HERE}members/invitations/{asked.pk}"},
        "invitations/<token>": {"sent to somebody new": f"invitations/{asked.token}"},
    }


def _loads(community, cast, life, now, **makers):
    def brought(kind, state, content):
        file = ContentFile(content, name="x")
        return Load.objects.create(
            community=community,
            kind=kind,
            state=state,
            started_by=cast.ada,
            name="x.csv",
            file=file,
            created_at=now,
        ).pk

    given_up = brought("people", "choosing", b"Nom\nROY\n")
    people = brought("people", "choosing", b"Nom;Courriel\nROY;zoe@example.com\nLI;li@example.com\n")
    activity = brought("activity", "choosing", b"E-mail;Date\nchloe@example.com;2026-11-01\n")
    failed = brought("forum", "failed", b"")
    loaded = brought("people", "done", b"")
    Load.objects.filter(pk=loaded).update(counts={"enrolled": 1}, finished_at=now)
    done, step = f"{HERE}loading/{brought('activity', 'done', b'')}", Step.objects.latest("pk").pk
    return {
        f"{HERE}loading/<pk>": {"": f"{HERE}loading/{failed}"},
        f"{HERE}loading/<pk>/give-up": {"": f"{HERE}loading/{given_up}/give-up"},
        f"{HERE}loading/<pk>/undo": {"": f"{HERE}loading/{loaded}/undo"},
        f"{HERE}loading/<pk>/steps": {"": f"{done}/steps"},
        f"{HERE}loading/<pk>/steps/<step>": {"": f"{done}/steps/{step}"},
        f"{HERE}loading/people/<pk>": {"": f"{HERE}loading/people/{people}"},
        f"{HERE}loading/activity/<pk>": {"": f"{HERE}loading/activity/{activity}"},
    }


def _by_link(community, cast, life, now, **makers):
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


def _own(community, cast, life, now, **makers):
    export = starting.ask(cast.chloe, by=cast.chloe, now=now)
    others = life.person.exports.latest("pk")
    return {
        "me/data/export/<pk>": {
            OWN: f"me/data/export/{export.pk}",
            ANOTHERS: f"me/data/export/{others.pk}",
        }
    }


HERE = "c/<community>/"


def _path(url: str) -> str:
    return url.split("/", 3)[3].rstrip("/")
