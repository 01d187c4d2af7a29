"""What somebody says by one click about their path."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.communities.models import Community, Event
from tisserand.mail.answering import Choice, answer
from tisserand.people.models import Person

from . import progress, words
from .models import Enrolment, Progress, Step


@answer("step-done")
def step_done(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is a step of a programme this person takes."""
    if (met := _met(person, pk)) is None:
        return None
    step, enrolment, here = met
    done = Progress.objects.filter(enrolment=enrolment, step=step).exists()
    return Choice(
        sentence=_("Have you done the step “%(step)s”?") % {"step": step.title},
        button=_("Yes, it is done"),
        thanks=done_words(enrolment, step, here.at(now)) if done else "",
        say=lambda now: progress.complete(enrolment, step, by=person, now=here.at(now)),
        said=done,
        take_back=lambda now: progress.uncomplete(enrolment, step, by=person, now=here.at(now)),
    )


@answer("step-late")
def step_late(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is a step that is late for this person, who says that all is well: it is a sign of life."""
    if (met := _met(person, pk)) is None:
        return None
    step, enrolment, here = met
    if Progress.objects.filter(enrolment=enrolment, step=step).exists():
        return Choice(done_words(enrolment, step, here.at(now)), button="", thanks="", say=lambda now: None)
    return Choice(
        sentence=_("The step “%(step)s” is late. Is all well with you?") % {"step": step.title},
        button=_("Late, but fine"),
        thanks=_("Thank you for saying so. Go on at your own pace."),
        say=lambda now: _note_late(enrolment, step, here.at(now)),
        said=_noted_late(enrolment, step, here.at(now)),
    )


def _noted_late(enrolment: Enrolment, step: Step, now: datetime) -> bool:
    """Whether they have said so of it in the last week: the next letter may ask again."""
    who = enrolment.membership.person_id
    said = Event.objects.about(step).filter(actor=who, verb="answered", at__gt=now - timedelta(days=7))
    return said.exists()


@transaction.atomic
def _note_late(enrolment: Enrolment, step: Step, now: datetime) -> None:
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if not _noted_late(enrolment, step, now):
        member = enrolment.membership
        member.community.record("answered", member.person, step, at=now, means="late but fine")


def _met(person: Person, pk: int) -> tuple[Step, Enrolment, Community] | None:
    """The step of that id, and where this person meets it."""
    step = Step.objects.filter(pk=pk).first()
    enrolment = taken_by(person, step) if step else None
    return (step, enrolment, enrolment.membership.community) if step and enrolment else None


def taken_by(person: Person, step: Step) -> Enrolment | None:
    """Where this person meets the step: of two cohorts, the one that started last."""
    return (
        Enrolment.objects.active()
        .filter(membership__person=person, cohort__programme=step.programme_id)
        .select_related("cohort__programme", "membership__person", "membership__community__organisation")
        .order_by("-cohort__starts_on", "-pk")
        .first()
    )


def done_words(enrolment: Enrolment, step: Step, now: datetime) -> str:
    """« “Observer” : c’est fait. Ensuite : “Préparer un entretien”, 12 min. »"""
    member = enrolment.membership
    ahead = progress.next_step(member, member.community.today(now))
    said = {"step": step.title, "next": "", "minutes": ""}
    if ahead is None:
        return _("“%(step)s”: it is done.") % said
    said |= {"next": ahead[1].title, "minutes": words.minutes(ahead[1].minutes)}
    return _("“%(step)s”: it is done. Next comes “%(next)s”, %(minutes)s.") % said
