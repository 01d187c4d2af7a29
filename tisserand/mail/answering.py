"""Answers by one click: a link in a mail says one thing, for one person, about one row. No sign-in.

This app signs the links and draws the page; each app declares its answers in its own `one_click.py`. Opening
a link changes nothing, since mail programs open links before people do: the button of the page says it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django import forms
from django.conf import settings
from django.core import signing
from django.urls import reverse

from tisserand.people.models import Person

_signer = signing.Signer(salt="tisserand.mail.one-click", sep=".")
_SHAPE = re.compile(r"([a-z-]{1,30})\.([1-9]\d{0,17})\.([1-9]\d{0,17})\.(\d{1,6})", re.ASCII)


@dataclass(frozen=True)
class Choice:
    """An answer as it stands now for its person, in the language that is active.

    `said`: it has been said, and `take_back` undoes it. `say` takes the present and what the form holds;
    it raises ValidationError, in words, when it cannot be done any more. Both change nothing the second time.
    """

    sentence: str
    button: str  # "" when it can be said no more: the sentence tells why
    thanks: str
    say: Callable[..., object]
    said: bool = False
    take_back: Callable[[datetime], object] | None = None
    words: str = ""  # what it is about, quoted
    hint: str = ""  # said quietly, before one answers
    told: str = ""  # HTML of ours, shown once it is said
    changeable: bool = False  # may be said otherwise, as often as one likes
    url: str = ""  # the page of it all
    form: type[forms.Form] = forms.Form
    initial: dict = field(default_factory=dict)

    @property
    def undoable(self) -> bool:
        """For templates, which would call `take_back` instead of looking at it."""
        return self.take_back is not None

    def quotes_besides(self, said: str) -> bool:
        """Whether `words` tell more than what stands beside them: nothing is read twice."""
        return bool(self.words) and self.words not in said and (self.said or self.words != self.button)


# `now` is the present. None when there is nothing to say any more, or nothing for this person.
Find = Callable[[Person, int, datetime], Choice | None]

_answers: dict[str, Find] = {}


def answer(name: str) -> Callable[[Find], Find]:
    """Register the decorated `find(person, pk, now)` as the answer of that name (letters and hyphens)."""

    def register(find: Find) -> Find:
        known = _answers.get(name)
        if not re.fullmatch(r"[a-z-]{1,30}", name) or (known and known.__module__ != find.__module__):
            raise ValueError(f"one-click answer {name!r} is misspelt or taken")
        _answers[name] = find
        return find

    return register


def names() -> list[str]:
    return sorted(_answers)


@dataclass(frozen=True)
class Link:
    """What a signed link says: who answers what, until when."""

    answer: str
    person: Person
    pk: int
    last_on: date

    def over(self, now: datetime) -> bool:
        return now.astimezone(UTC).date() > self.last_on

    def choice(self, now: datetime) -> Choice | None:
        """The answer as it stands; None when the link is over, or its person or its row is no more."""
        return None if self.over(now) else find(self.answer, self.person, self.pk, now=now)


def find(answer: str, person: Person, pk: int, *, now: datetime) -> Choice | None:
    """What `person` may say about `pk`, in the language that is active; None when nothing."""
    return _answers[answer](person, pk, now) if person.is_active else None


def link(answer: str, person: Person, pk: int, *, now: datetime) -> str:
    """The whole address that says `answer` about `pk` for `person`; the same all day, good for
    ONE_CLICK_DAYS. `now` is the present."""
    if answer not in _answers:
        raise ValueError(f"no such one-click answer: {answer!r}")
    last = now.astimezone(UTC).date().toordinal() + settings.ONE_CLICK_DAYS
    token = _signer.sign(f"{answer}.{person.pk}.{pk}.{last}")
    return settings.SITE_URL + reverse("one-click", args=[token])


def read(token: str) -> Link | None:
    """The link that carries this token, old ones included; None when we never signed it."""
    try:
        shape = _SHAPE.fullmatch(_signer.unsign(token))
    except signing.BadSignature:
        return None
    if shape is None or shape[1] not in _answers:
        return None
    person = Person.objects.filter(pk=int(shape[2])).first()
    return Link(shape[1], person, int(shape[3]), date.fromordinal(int(shape[4]))) if person else None
