"""Cast a vote. In one transaction: who voted, what was counted, and, unless nobody may know, the ballot.

Ranked ballots are counted by Borda's method: of n answers, the first of a ballot gets n points, the next one
n − 1, and so on; those it does not rank get none. Sums are enough to tell the result, so that an anonymous
ballot is added up at once and kept nowhere.
"""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext as _

from tisserand.people.models import Person

from .models import Choice, Option, Poll, Voter

Counts = dict[int, tuple[int, int]]  # option → votes, points


@transaction.atomic
def cast(poll: Poll, ballot: Sequence[int], *, by: Person, now: datetime) -> bool:
    """`ballot` holds options, those preferred first. A vote of before is replaced; of an anonymous poll
    nobody can tell which it was, so it stays as it is. False when nothing changed.

    ValidationError once the poll is closed, or on a ballot that is not one of this poll.
    """
    poll = Poll.held(poll.pk)
    poll.hold_open(now)
    options = list(poll.options.values_list("pk", flat=True))
    _check(poll, ballot, options)
    voter, new = poll.voters.get_or_create(person=by)
    before = [] if new else list(voter.choices.values_list("option", flat=True))
    if not new and (poll.anonymous or list(ballot) == before):
        return False
    _count(poll, _counts(poll, before, len(options)), _counts(poll, ballot, len(options)))
    if not poll.anonymous:
        voter.choices.all().delete()
        chosen = enumerate(ballot, 1)
        Choice.objects.bulk_create([Choice(voter=voter, option_id=pk, rank=rank) for rank, pk in chosen])
    poll.thread.community.record("voted", by, poll, at=now)
    return True


@transaction.atomic
def take_back(poll: Poll, *, by: Person, now: datetime) -> bool:
    """A vote goes as if it had not been cast; False when there is none, or nobody can tell which it was."""
    poll = Poll.held(poll.pk)
    voter = poll.voters.filter(person=by).first()
    if voter is None or poll.anonymous or not poll.is_open(now):
        return False
    before = list(voter.choices.values_list("option", flat=True))
    _count(poll, _counts(poll, before, poll.options.count()), {})
    voter.delete()
    poll.thread.community.record("took-back", by, poll, at=now)
    return True


def _check(poll: Poll, ballot: Sequence[int], options: Sequence[int]) -> None:
    if not ballot:
        raise ValidationError(_("Choose an answer first."))
    single = poll.method == Poll.Method.SINGLE
    if len(set(ballot)) < len(ballot) or not set(ballot) <= set(options) or (single and len(ballot) > 1):
        raise ValidationError(_("This is not an answer to this poll."))


def _counts(poll: Poll, ballot: Sequence[int], options: int) -> Counts:
    """What each chosen option gets of a ballot."""
    return {pk: (1, options - place if poll.ranked else 1) for place, pk in enumerate(ballot)}


def _count(poll: Poll, before: Counts, after: Counts) -> None:
    """One statement that writes every option of the poll anew, whatever was chosen: the rows of the database
    do not tell which ones a voter has changed."""
    changes: list[tuple[int, int, int]] = []
    for pk in {*before, *after}:
        (votes, points), (less, fewer) = after.get(pk, (0, 0)), before.get(pk, (0, 0))
        changes.append((pk, votes - less, points - fewer))

    def change(place: int) -> Case:
        return Case(*[When(pk=one[0], then=Value(one[place])) for one in changes], default=Value(0))

    if changes:
        rows = Option.objects.filter(poll=poll)
        rows.update(votes=F("votes") + change(1), points=F("points") + change(2))


def has_voted(poll: Poll, person: Person) -> bool:
    return Voter.objects.filter(poll=poll, person=person).exists()
