from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.people.held import Holding, Remaining, holding
from tisserand.people.marks import Marks
from tisserand.people.models import Person
from tisserand.search import indexing

from .models import (
    Argument,
    Choice,
    Debate,
    Option,
    Outcome,
    Participant,
    Poll,
    Position,
    Stance,
    Telling,
    Voter,
)

NOBODY = "…"


@holding
class Positions(Holding):
    key = "positions"
    name = _("Where you stood in debates, and what changed your mind")
    purpose = _("To show how a debate moved people, as you were told before you took position.")
    models = (Debate, Position, Participant, Stance, Argument, Outcome, Telling)
    kept = _("as long as the debate; counted without your name once you are erased")

    def rows(self, person: Person):
        mine = Stance.objects.filter(participant__person=person).order_by("pk")
        for one in mine.select_related("position__debate__thread__community"):
            thread = one.position.debate.thread
            yield {
                "community": thread.community.name,
                "thread": thread.title,
                "position": one.position.name,
                "at": one.taken_at,
                "reason": one.why,
            }

    def erase(self, person: Person, marks: Marks, now: datetime):
        for stance in Stance.objects.filter(participant__person=person).exclude(why=""):
            _rewrite(stance, "why", marks.hide_all)
        for stance in _naming(marks, Stance.objects.exclude(participant__person=person), "why"):
            _rewrite(stance, "why", marks.hide_addresses)
        for position in _naming(marks, Position.objects.all(), "label"):
            _rewrite(position, "label", marks.hide)
        Participant.objects.filter(person=person).update(person=None)
        Outcome.objects.filter(concluded_by=person).update(concluded_by=None)
        Telling.objects.filter(told_by=person).update(told_by=None)
        return ()

    def remaining(self, person: Person, marks: Marks):
        """What others gave as a reason for a change of mind, in the communities where they are."""
        here = Q(participant__debate__thread__community__memberships__person=person)
        rows = _naming(marks, Stance.objects.filter(here), "why").exclude(participant__person=person)
        for stance in rows.select_related("position__debate__thread__community"):
            if marks.maybe_in(marks.hide_addresses(stance.why, "")):
                thread = stance.position.debate.thread
                yield Remaining(thread.title, thread.get_absolute_url())


@holding
class Votes(Holding):
    key = "votes"
    name = _("The polls you answered, and what you answered unless they were anonymous")
    purpose = _("To count each person once, and to let you change your answer.")
    models = (Poll, Option, Voter, Choice)
    kept = _("as long as the poll; counted without your name once you are erased")

    def rows(self, person: Person):
        mine = Voter.objects.filter(person=person).order_by("pk")
        mine = mine.select_related("poll__thread__community").prefetch_related("choices__option")
        for voter in mine:
            yield {
                "community": voter.poll.thread.community.name,
                "subject": voter.poll.asked,
                "choices": [choice.option.label for choice in voter.choices.all()],
            }

    def erase(self, person: Person, marks: Marks, now: datetime):
        polls = list(_naming(marks, Poll.objects.all(), "question"))
        for poll in polls:
            _rewrite(poll, "question", marks.hide)
        options = list(_naming(marks, Option.objects.all(), "label"))
        for option in options:
            _rewrite(option, "label", marks.hide)
        opened = Poll.objects.filter(opened_by=person).values_list("pk", flat=True)
        said = {*opened, *(poll.pk for poll in polls), *(option.poll_id for option in options)}
        Voter.objects.filter(person=person).update(person=None)
        Poll.objects.filter(opened_by=person).update(opened_by=None)
        indexing.make("poll", said)
        return ()


def _naming(marks: Marks, rows, field: str):
    """Those of these rows whose text may name the person."""
    wanted = Q()
    for word in marks.spellings:
        wanted |= Q(**{f"{field}__icontains": word})
    return rows.filter(wanted) if wanted else rows.none()


def _rewrite(row, field: str, hide) -> None:
    before = getattr(row, field)
    if (after := hide(before, NOBODY)) != before:
        setattr(row, field, after)
        row.save(update_fields=[field])
