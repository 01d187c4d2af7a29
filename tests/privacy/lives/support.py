"""Her steps, and what was done for her."""

from tisserand.attention import accommodations
from tisserand.attention.models import Decision, Exchanges, NextStep, Outreach, PeerWord, Willing
from tisserand.communities import calling
from tisserand.effect.models import Assignment, Trial
from tisserand.mail import outbox
from tisserand.programmes.models import Cohort, Enrolment, Progress

from .what import PHONE


def path(community, zelie, place, lcm, now):
    programme = community.programmes.create(name="Finir à temps")
    step = programme.steps.create(position=1, title="La fin", due_day=1)
    cohort = Cohort.objects.create(programme=programme, name="Automne", starts_on=now.date())
    mine = Enrolment.objects.create(cohort=cohort, membership=place, enrolled_at=now)
    Progress.objects.create(enrolment=mine, step=step, completed_at=now)


def call(place, now):
    calling.ask(place, phone=PHONE, words="Demandez Zélie", now=now)


def support(community, zelie, place, friend, lcm, now):
    act = Outreach.objects.create(
        community=community,
        membership=place,
        kind="wrote",
        done_by=lcm,
        done_at=now,
        subject="Zélie",
        note="Zélie ?",
    )
    act.envelope = outbox.post("personal-letter", zelie, now=now, outreach=act.pk)
    act.save()
    Exchanges.objects.create(membership=place, answers=2, people=1)
    other = community.memberships.get(person=friend)
    Outreach.objects.create(
        community=community,
        membership=other,
        kind="called",
        outcome="reached",
        done_by=zelie,
        done_at=now,
        note="A parlé de Zélie Quatremère. Signé Zélie",
    )
    _words(community, place, other, lcm, now)
    trial = Trial.objects.create(
        community=community,
        what="Une lettre de Zélie Quatremère",
        outcome="sign",
        seed=1,
        drawn_at=now,
        drawn_by=zelie,
    )
    Assignment.objects.create(trial=trial, membership=place, waits=True)
    for membership in (place, other):
        accommodations.agree(
            membership, kind="buddy", words="Avec Zélie Quatremère", starts_on=now.date(), by=lcm, now=now
        )
        Decision.objects.create(
            community=community,
            signal=f"silent:m{membership.pk}:1",
            kind="set_aside",
            reason="Zélie Quatremère est en congé",
            membership=membership,
            decided_by=lcm,
            decided_at=now,
        )


def _words(community, place, other, lcm, now):
    """A colleague was asked to write to her, she to write to them; and what was agreed with both."""
    Willing.objects.create(membership=place, gladly=True, said_at=now)
    for whom, peer in ((place, other), (other, place)):
        asked = Outreach.objects.create(
            community=community,
            membership=whom,
            kind="peer",
            done_by=lcm,
            done_at=now,
            note="Un mot à Zélie Quatremère",
        )
        PeerWord.objects.create(outreach=asked, peer=peer, why="fellow", answer="wrote", answered_at=now)
        NextStep.objects.create(
            membership=whom,
            words="Appeler Zélie Quatremère",
            on=now.date(),
            agreed_by=lcm,
            agreed_at=now,
            end="dropped",
            end_why="Zélie Quatremère est partie",
            closed_by=lcm,
            closed_at=now,
        )
