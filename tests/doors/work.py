"""Addresses of programmes, of the day and its acts, of members and of loads."""

from datetime import timedelta
from urllib.parse import urlencode

from django.core.files.base import ContentFile

from tisserand.attention import accommodations, next_steps
from tisserand.attention.day import day
from tisserand.attention.models import Outreach
from tisserand.communities.models import Invitation
from tisserand.conversations import writing
from tisserand.effect.models import Trial
from tisserand.integrations.imports.models import Load
from tisserand.programmes.models import Enrolment, Step

from .whose import ANOTHERS, HERE, OWN


def programmes(community, cast, life, now, *, make_cohort, **makers):
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


def the_day(community, cast, life, now, *, make_person, join, **makers):
    """For each act, a line of the day that allows it."""
    letter = Outreach.objects.filter(community=community, kind="wrote").latest("pk")
    _exchange_that_stopped(community, (cast.bao, life.person, cast.chloe), now - timedelta(days=15))
    nora = join(make_person("Nora"), at=now - timedelta(days=60), welcomed_at=now)
    agreed_step = next_steps.agree(
        nora, words="Open it", on=community.today(now), by=cast.ada, now=now - timedelta(hours=1)
    )
    lines, found = day(community, now).signals, {}
    for act in (
        "reply",
        "relaunch",
        "settle",
        "write",
        "call",
        "greet",
        "ask-peer",
        "step-done",
        "find-right",
        "take-down",
        "postpone",
        "set-aside",
    ):
        anyone = act in ("postpone", "set-aside")
        by_member = act in ("write", "call", "ask-peer")
        able = (one.key for one in lines if anyone or act.replace("-", "_") in one.acts)
        query = {"member": life.place.pk} if by_member else {"signal": next(able)}
        found[f"{HERE}my-day/{act}/"] = {"": f"{HERE}my-day/{act}/?{urlencode(query)}"}
    agreed = accommodations.agree(
        life.place, kind="time", starts_on=community.today(now), by=cast.ada, now=now
    )
    return found | {
        f"{HERE}support/<pk>": {ANOTHERS: f"{HERE}support/{life.place.pk}"},
        f"{HERE}support/<pk>/help/": {
            ANOTHERS: f"{HERE}support/{life.place.pk}/help/?note=Helped&outcome=by_phone"
        },
        f"{HERE}support/next-steps/<pk>": {"of another member": f"{HERE}support/next-steps/{agreed_step.pk}"},
        f"{HERE}support/accommodations/<pk>": {
            "of another member": f"{HERE}support/accommodations/{agreed.pk}"
        },
        f"{HERE}my-day/undo/": {"": f"{HERE}my-day/undo/?act=o{letter.pk}"},
        f"{HERE}my-day/letters/<pk>": {"to another member": f"{HERE}my-day/letters/{letter.pk}"},
        f"{HERE}trials/<pk>": {"": f"{HERE}trials/{Trial.objects.latest('pk').pk}"},
        f"{HERE}my-day/followed/<kind>": {"": f"{HERE}my-day/followed/wrote"},
    }


def _exchange_that_stopped(community, people, at):
    thread = writing.start(community, kind="discussion", title="Rituals", by=people[0], source="?", now=at)
    for number, person in enumerate([*people, people[1]]):
        writing.reply(thread, by=person, source=f"Ours {number}.", now=at + timedelta(hours=number + 1))


def members(community, cast, life, now, *, make_person, join, **makers):
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


def loads(community, cast, life, now, **makers):
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
