"""What somebody says by one click about a debate or a poll.

A link says its answer to whoever reads the address, the journal of a web server too: an anonymous poll has
one link to its ballot, and what is chosen there is in no address.
"""

from datetime import datetime

from django import forms
from django.utils.translation import gettext as _

from tisserand.mail.answering import Choice, answer
from tisserand.people.models import Person

from . import taking, voting
from .ballots import form_of
from .forms import WhyForm
from .models import Debate, Option, Poll, Position, Voter


@answer("position")
def position(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is a position of a debate this person may enter."""
    one = _seen_by(person, Position, "debate__thread").filter(pk=pk).first()
    if one is None:
        return None
    thread, here = one.debate.thread, one.debate.thread.community
    participant = one.debate.participants.filter(person=person).first()
    changes = participant is not None and participant.present_id != one.pk
    return Choice(
        sentence=_("“%(question)s” Is this where you stand?") % {"question": thread.title},
        hint=_shown(one.debate),
        button=_("Yes, that is my position"),
        thanks=_("Your position is noted: “%(position)s”. You may change your mind until it is closed.")
        % {"position": one.name},
        say=lambda now, **said: taking.take(one, by=person, now=here.at(now), **said),
        said=participant is not None and participant.present_id == one.pk,
        take_back=lambda now: taking.take_back(one.debate, by=person, now=here.at(now)),
        words=one.name,
        url=thread.get_absolute_url(),
        form=WhyForm if changes else forms.Form,
    )


@answer("vote")
def vote(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is an answer to a poll that asks for one, or for several: then the others can be added."""
    option = _seen_by(person, Option, "poll__thread").filter(pk=pk).first()
    if option is None or option.poll.anonymous or option.poll.ranked:
        return None
    if option.poll.method == Poll.Method.SEVERAL:
        return _ballot(option.poll, person, first=option)
    poll, mine = option.poll, _mine(option.poll, person)
    here = poll.thread.community
    return Choice(
        sentence=_("“%(question)s” Is this your answer?") % {"question": poll.asked},
        hint=_shown(poll),
        button=_("Yes, that is my answer"),
        thanks=_("Your answer is noted: “%(answer)s”.") % {"answer": option.label},
        say=lambda now: voting.cast(poll, [option.pk], by=person, now=here.at(now)),
        said=mine == [option.pk],
        take_back=lambda now: voting.take_back(poll, by=person, now=here.at(now)),
        words=option.label,
        url=poll.get_absolute_url(),
    )


@answer("ballot")
def ballot(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is a poll, of any kind."""
    poll = _seen_by(person, Poll, "thread").filter(pk=pk).first()
    return _ballot(poll, person) if poll else None


def _ballot(poll: Poll, person: Person, first: Option | None = None) -> Choice:
    options, here = list(poll.options.all()), poll.thread.community
    voter = Voter.objects.filter(poll=poll, person=person).first()
    mine = [] if voter is None else _mine(poll, person)
    labels = {option.pk: option.label for option in options}
    chosen = " · ".join(labels[pk] for pk in mine)
    ready = mine if voter else [first.pk] if first else []
    return Choice(
        sentence=poll.asked,
        hint=f"{_how(poll)} {_shown(poll)}".strip(),
        button=_("Send my answer"),
        thanks=_("You have voted, and nobody can know what: this page neither.")
        if poll.anonymous
        else _("Your answer is noted: “%(answer)s”.") % {"answer": chosen},
        say=lambda now, ballot, **_said: voting.cast(poll, ballot, by=person, now=here.at(now)),
        said=voter is not None,
        take_back=None if poll.anonymous else lambda now: voting.take_back(poll, by=person, now=here.at(now)),
        url=poll.get_absolute_url(),
        form=form_of(poll, options, ready),
    )


def _how(poll: Poll) -> str:
    return (
        _("Give 1 to the answer you prefer, then 2, and so on. You need not rank them all.")
        if poll.ranked
        else ""
    )


def _shown(thing: Debate | Poll) -> str:
    """What of the answer the others will see: one reads it before one answers."""
    if isinstance(thing, Poll):
        if thing.anonymous:
            return _("Nobody can know what you answer.")
        return _("Your name is shown with your answer. You may change it until the end.")
    if thing.named:
        return _("Your name will be shown beside your position.")
    return _("Only numbers are shown, never who stands where.")


def _mine(poll: Poll, person: Person) -> list[int]:
    chosen = poll.options.filter(choices__voter__person=person, choices__voter__poll=poll)
    return list(chosen.order_by("choices__rank").values_list("pk", flat=True))


def _seen_by(person: Person, model: type[Position] | type[Option] | type[Poll], thread: str):
    """Those of conversations that stand, where this person is a member today."""
    here = {
        f"{thread}__community__memberships__person": person,
        f"{thread}__community__memberships__left_at": None,
        f"{thread}__deleted_at": None,
    }
    return model.objects.filter(**here).select_related(f"{thread}__community__organisation")
