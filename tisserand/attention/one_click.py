"""What is said by one click about a word asked of a colleague, and about what was agreed in a talk."""

from collections.abc import Callable
from datetime import datetime

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tisserand.communities.models import Membership
from tisserand.mail.answering import Choice, answer
from tisserand.people.models import Person

from . import next_steps, peer_words
from .models import NextStep, PeerWord, Willing


class WordForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your word"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 9})
    )


def _asked(person: Person, pk: int) -> PeerWord | None:
    return PeerWord.objects.of(person).filter(pk=pk).first()


def _over(word: PeerWord, now: datetime) -> Choice | None:
    """What is left to say once it is over: nothing, and no reason."""
    if word.answer or peer_words.is_open(word, word.outreach.community.at(now)):
        return None
    return Choice(sentence=peer_words.over_words(), button="", thanks="", say=lambda now: None)


def _already(word: PeerWord) -> Choice:
    """Another button was pressed before."""
    said = {
        PeerWord.Answer.WROTE: _("You have sent your word already. Thank you."),
        PeerWord.Answer.SPOKE: _("You have said that you spoke to them. Thank you."),
        PeerWord.Answer.DECLINED: _("You have said that it is not the moment, and that is all right."),
    }[PeerWord.Answer(word.answer)]
    return Choice(sentence=said, button="", thanks="", say=lambda now: None)


def _names(word: PeerWord) -> dict[str, str]:
    by = word.outreach.done_by
    return {
        "name": word.outreach.membership.person.first_name,
        "by": by.first_name if by else _("Whoever asked"),
    }


@answer("peer-write")
def peer_write(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is a word that this person was asked for: they write it here, on the page that opens."""
    word = _asked(person, pk)
    if word is None:
        return None
    if over := _over(word, now):
        return over
    if word.answer and word.answer != PeerWord.Answer.WROTE:
        return _already(word)
    here = word.outreach.community
    return Choice(
        sentence=_(
            "Your word to %(name)s: change it as you like. It leaves in your name, and only %(name)s "
            "reads it."
        )
        % _names(word),
        button=_("Send my word"),
        thanks=_("Your word is on its way to %(name)s. %(by)s learns that you wrote, not what.")
        % _names(word),
        say=lambda now, text: peer_words.write(word, text=text, by=person, now=here.at(now)),
        said=word.answer == PeerWord.Answer.WROTE,
        form=WordForm,
        initial={"text": word.outreach.note},
    )


def _plainly(name: str, does: str, act: Callable, words: Callable[[], tuple[str, str, str]]) -> None:
    """A button without words to write: declined, or spoken to."""

    def find(person: Person, pk: int, now: datetime) -> Choice | None:
        word = _asked(person, pk)
        if word is None:
            return None
        if over := _over(word, now):
            return over
        if word.answer and word.answer != does:
            return _already(word)
        here, (sentence, button, thanks) = word.outreach.community, words()
        return Choice(
            sentence=sentence % _names(word),
            button=button,
            thanks=thanks % _names(word),
            say=lambda now: act(word, by=person, now=here.at(now)),
            said=word.answer == does,
            take_back=lambda now: peer_words.take_back(word, by=person, now=here.at(now)),
        )

    answer(name)(find)


_plainly(
    "peer-spoke",
    PeerWord.Answer.SPOKE,
    peer_words.spoke,
    lambda: (
        _("Have you spoken to %(name)s, on the phone or face to face?"),
        _("I spoke to them"),
        _("Thank you. %(by)s learns that you spoke, not what was said."),
    ),
)
_plainly(
    "peer-decline",
    PeerWord.Answer.DECLINED,
    peer_words.decline,
    lambda: (
        _("Not this time? That is all right, and no reason is needed."),
        _("Not this time"),
        _("Thank you for having answered: somebody else can be asked."),
    ),
)


def _wish(name: str, gladly: bool, words: Callable[[], tuple[str, str, str]]) -> None:
    def find(person: Person, pk: int, now: datetime) -> Choice | None:
        """`pk` is their own membership."""
        present = Membership.objects.present().filter(pk=pk, person=person).select_related("community")
        if (member := present.first()) is None:
            return None
        sentence, button, thanks = words()
        at = member.community.at
        return Choice(
            sentence=sentence,
            button=button,
            thanks=thanks,
            say=lambda now: peer_words.be_asked(member, gladly, now=at(now)),
            said=Willing.objects.filter(membership=member, gladly=gladly).exists(),
            take_back=lambda now: peer_words.be_asked(member, None, now=at(now)),
            words=member.community.name,
        )

    answer(name)(find)


_wish(
    "peer-gladly",
    True,
    lambda: (
        _("May we ask you, now and then, to send a colleague a word?"),
        _("Yes, gladly"),
        _("Thank you. Once in a fortnight at most, and you may always say no."),
    ),
)
_wish(
    "peer-never",
    False,
    lambda: (
        _("Shall we never ask you again to send a colleague a word?"),
        _("Do not ask me any more"),
        _("It is noted: you are not asked any more."),
    ),
)


def _agreed(name: str, said: str, words: Callable[[], tuple[str, str, str]]) -> None:
    def find(person: Person, pk: int, now: datetime) -> Choice | None:
        """`pk` is what was agreed with this person."""
        found = NextStep.objects.filter(pk=pk, membership__person=person, membership__left_at=None)
        agreed = found.select_related("membership__person", "membership__community__organisation").first()
        if agreed is None or (agreed.closed_at and not agreed.said):
            return None
        sentence, button, thanks = words()
        here = agreed.membership.community
        return Choice(
            sentence=sentence,
            button="" if agreed.closed_at else button,
            thanks=thanks,
            say=lambda now: next_steps.say(agreed, said, by=person, now=here.at(now)),
            said=agreed.said == said,
            take_back=lambda now: next_steps.take_back(agreed, by=person, now=here.at(now)),
            words=agreed.words,
        )

    answer(name)(find)


_agreed(
    "agreed-done",
    NextStep.Said.DONE,
    lambda: (_("Here is what we agreed. Is it done?"), _("It is done"), _("Thank you, it is noted.")),
)
_agreed(
    "agreed-not-yet",
    NextStep.Said.NOT_YET,
    lambda: (
        _("Here is what we agreed. Is it not done yet?"),
        _("Not yet"),
        _("Thank you. There is still time, and your answer helps."),
    ),
)
_agreed(
    "agreed-call",
    NextStep.Said.CALL,
    lambda: (
        _("Here is what we agreed. Shall somebody call you?"),
        _("Call me"),
        _("It is noted: somebody will call you."),
    ),
)
