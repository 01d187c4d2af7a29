"""What an LCM might write or say, in the language of the person, from what is known of them.

A draft is a beginning: a human reads it again, changes it, and signs.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from tisserand.communities.models import Membership
from tisserand.conversations.models import Thread
from tisserand.conversations.plain import extract
from tisserand.people.models import Person
from tisserand.programmes import progress
from tisserand.programmes.models import Enrolment, Progress, Step

from . import words
from .models import Outreach
from .signals import Signal


@dataclass(frozen=True)
class Draft:
    subject: str
    text: str


@dataclass(frozen=True)
class Situation:
    """What a word to this person may rest on."""

    membership: Membership
    by: Person
    signal: Signal | None = None
    next: tuple[Enrolment, Step] | None = None
    last: Progress | None = None
    tried: Outreach | None = None  # the last word that stayed without an answer

    @property
    def person(self) -> Person:
        return self.membership.person

    @property
    def indicator(self) -> str:
        return self.signal.indicator if self.signal else ""

    @property
    def step(self) -> Step | None:
        """The small step to speak of: the one that waits, otherwise the next one."""
        if self.signal and self.signal.step:
            return self.signal.step
        return self.next[1] if self.next else None

    @property
    def words(self) -> dict[str, str]:
        """Everything a sentence may need."""
        community, signal = self.membership.community, self.signal
        return {
            "name": self.person.first_name,
            "lcm": self.by.first_name,
            "community": community.name,
            "programme": signal.cohort.programme.name if signal and signal.cohort else community.name,
            "title": signal.thread.title if signal and signal.thread else "",
            "step": self.step.title if self.step else "",
            "minutes": str(self.step.minutes) if self.step else "",
            "link": self.step.link if self.step else "",
            "last": self.last.step.title if self.last else "",
            "day": words.day(community.today(signal.since)) if signal else "",
            "tried": words.day(community.today(self.tried.done_at)) if self.tried else "",
        }


def situation(membership: Membership, by: Person, signal: Signal | None, now: datetime) -> Situation:
    """Four queries."""
    tried = (
        membership.outreach.standing()
        .filter(kind__in=(Outreach.Kind.WROTE, Outreach.Kind.CALLED))
        .order_by("-done_at")
        .first()
        if signal and signal.rung
        else None
    )
    community = membership.community
    return Situation(
        membership=membership,
        by=by,
        signal=signal,
        next=progress.next_step(membership, community.today(now)),
        last=progress.last_done(membership),
        tried=tried,
    )


def letter(about: Situation) -> Draft:
    """A personal letter, in the person's language; from a member's page, only its beginning and its end."""
    with _in_their_language(about.person):
        paragraphs = [_("Hello %(name)s,"), *_body(about), _("See you soon,\n%(lcm)s")]
        said = about.words
        return Draft(_subject(about) % said, "\n\n".join(paragraph % said for paragraph in paragraphs))


def _in_their_language(person: Person):
    return translation.override(person.language)


def _subject(about: Situation) -> str:
    if about.signal and about.signal.rung:
        return _("%(name)s, how are things on your side?")
    subjects = {
        "to_welcome": _("Welcome, %(name)s"),
        "worth_thanks": _("Thank you, %(name)s"),
        "never_came": _("%(name)s, your place is waiting for you"),
        "silent": _("%(name)s, thinking of you"),
        "behind": _("%(name)s, about “%(step)s”"),
    }
    return subjects.get(about.indicator, _("A word from %(lcm)s"))


def _body(about: Situation) -> list[str]:
    if about.indicator not in _OPENINGS:
        return [""]
    paragraphs = [_opening(about)]
    if about.indicator == "worth_thanks":
        return [*paragraphs, _("There is nothing to do: I only wanted to tell you.")]
    if about.indicator == "to_welcome":
        return [*paragraphs, *_next_step(about), _how_to_reach_me()]
    if about.last and not about.signal.rung:  # type: ignore[union-attr]
        paragraphs.append(_("You have already done “%(last)s”: what comes next builds on it."))
    return [*paragraphs, *_next_step(about), _if_something_is_in_the_way(about)]


def _opening(about: Situation) -> str:
    if about.signal is None or not about.signal.rung or about.tried is None:
        return _OPENINGS[about.indicator]()
    if about.tried.kind == Outreach.Kind.CALLED:
        return _(
            "I tried to call you on %(tried)s. I do not want to press you: only to know that all is well, "
            "and to tell you that the door stays open."
        )
    return _(
        "I wrote to you on %(tried)s, and perhaps it was not the right moment. I do not want to press you: "
        "only to know that all is well, and to tell you that the door stays open."
    )


_OPENINGS = {
    "to_welcome": lambda: _(
        "Welcome to “%(community)s”. I look after this community, and I am glad that you are here."
    ),
    "never_came": lambda: _(
        "“%(programme)s” began on %(day)s and we have not had the pleasure of seeing you yet. Nothing is "
        "lost: everybody comes in at their own pace, and your place is kept."
    ),
    "worth_thanks": lambda: _(
        "Several people told us that what you wrote helped them, lately in “%(title)s”. I wanted to thank "
        "you for it: a community lives by people who answer as you do."
    ),
    "silent": lambda: _(
        "It has been a little while since we last saw you in “%(community)s”, and I was thinking of you."
    ),
    "behind": lambda: _(
        "You may have seen that “%(step)s” was planned for %(day)s. There is still time: that day is a "
        "landmark, not a deadline."
    ),
}


def _next_step(about: Situation) -> list[str]:
    if not about.step:
        return []
    sentence = (
        _("About %(minutes)s minutes are enough for it.")
        if about.indicator == "behind"
        else _("The next step is a small one: “%(step)s”, about %(minutes)s minutes.")
    )
    return [sentence + ("\n%(link)s" if about.step.link else "")]


def _how_to_reach_me() -> str:
    return _("A question, something that does not work? Answer this message, I read everything.")


def _if_something_is_in_the_way(about: Situation) -> str:
    if about.person.phone:
        return _(
            "If something stands in the way (time, access, the subject itself), answer me in one line and we "
            "will see what can be done. And if you would rather talk, tell me when: I will call you."
        )
    return _(
        "If something stands in the way (time, access, the subject itself), answer me in one line and we "
        "will see what can be done."
    )


def word_of_colleague(membership: Membership) -> str:
    """What a colleague might say, to be adapted: nothing in it comes from what is known of this person."""
    with _in_their_language(membership.person):
        said = {"name": membership.person.first_name, "community": membership.community.name}
        text = _(
            "Hello %(name)s,\n\nI am in “%(community)s” too, and wanted to hear your news. How is it going?"
            "\n\nTen minutes to talk about it, or a step to do together? A word is enough, when the moment "
            "is right."
        )
        return text % said


def greeting(by: Person, membership: Membership) -> Draft:
    """A welcome for one or several; each copy begins with their name (see the mail)."""
    with _in_their_language(membership.person):
        said = {"lcm": by.first_name, "community": membership.community.name}
        paragraphs = [
            _OPENINGS["to_welcome"](),
            _(
                "To begin gently: say in two lines what brings you here. "
                "The others will recognise themselves in it."
            ),
            _how_to_reach_me(),
            _("See you soon,\n%(lcm)s"),
        ]
        text = "\n\n".join(paragraphs)
        return Draft(_("Welcome to “%(community)s”") % said, text % said)


def relaunch(thread: Thread) -> str:
    """An open question that starts from the last words of the discussion, in the community's language."""
    last = thread.posts.standing().order_by("number").select_related("author").last()
    with translation.override(thread.community.language):
        if last is None or last.author is None:
            return _("Who has been able to try it since? What happened, even if it did not go as planned?")
        return _(
            "> %(extract)s\n\nWe had stopped at these words of %(name)s. Who has been able to try it since? "
            "What happened, even if it did not go as planned?"
        ) % {"extract": extract(last.text, 200), "name": last.author.first_name}


def _opening_of_call(indicator: str) -> str:
    if indicator == "call_wanted":
        return _("You asked to be called: what stands in your way?")
    if indicator == "account_ending":
        return _("We have not seen you for a long time: shall we keep your place?")
    if indicator == "address_lost":
        return _("Our mails to you come back: which address may we write to?")
    return _("I am calling to hear how things are going, not to check on you.")


def call_script(about: Situation) -> list[str]:
    """A few sentences to hold on to while it rings, in the person's language."""
    with _in_their_language(about.person):
        sentences = [
            _("Hello %(name)s, this is %(lcm)s, from “%(community)s”. Do you have two minutes?"),
            _opening_of_call(about.indicator),
            _("What would help you: time, access, somebody to do it with?"),
        ]
        if about.step:
            sentences.append(_("The next step takes %(minutes)s minutes: “%(step)s”. When would suit you?"))
        return [sentence % about.words for sentence in sentences]
