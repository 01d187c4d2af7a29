"""What a colleague does who was asked for a word: writes it, says it, or not this time.

The word is a private message from one to the other, which nobody else reads; its mail counts as an
encouragement. Whoever asked learns that it was written or said, or that it is not the moment.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.communities import presence
from tisserand.communities.models import Event, Membership
from tisserand.mail import outbox
from tisserand.messages import reach, writing
from tisserand.people.models import Person

from .models import Accommodation, Outreach, PeerWord, Willing

GIVEN = "peer-word"
Answer = PeerWord.Answer


def is_open(word: PeerWord, now: datetime) -> bool:
    """Whether it can still be given. Not once there was a sign of life, nor to who is left in peace, nor when
    one of the two cannot be written to: the colleague learns that it is over, and never why."""
    act = word.outreach
    member, community = act.membership, act.community
    if word.answer or act.withdrawn_at or now >= act.done_at + PeerWord.OPEN_FOR:
        return False
    signs = Event.objects.filter(community=community, actor=member.person_id, at__gt=act.done_at)
    in_peace = Accommodation.objects.holding(community.today(now)).pausing().filter(membership=member)
    if signs.exists() or in_peace.exists():
        return False
    them, me = member.person, word.peer.person
    return not reach.unreached(community, me, [them]) and not reach.blocked_by(me, [them])


def over_words() -> str:
    return _("There is no need for it any more. Thank you for having read this far.")


@transaction.atomic
def write(word: PeerWord, *, text: str, by: Person, now: datetime) -> None:
    """Send these words, from one colleague to the other. Raises ValidationError when it is over, and as a
    private message does. Nothing is sent twice, whatever is pressed or breaks on the way."""
    held = _held(word, by, now)
    act, community = held.outreach, held.outreach.community
    them = act.membership.person
    said = {"source": text, "form_token": f"peer-word-{held.pk}", "notify": False}
    message = writing.begin(community, by=by, people=[them], now=now, **said)
    _answer(held, Answer.WROTE, now)
    posted = outbox.post(GIVEN, them, now=now + community.set_back, word=held.pk, message=message.pk)
    Outreach.objects.filter(pk=act.pk).update(envelope=posted)
    community.record("gave-word", by, act, at=now)


@transaction.atomic
def spoke(word: PeerWord, *, by: Person, now: datetime) -> None:
    """They spoke, on the phone or in a corridor: for both a sign of life. ValidationError when it is over."""
    held = _held(word, by, now)
    _answer(held, Answer.SPOKE, now)
    act = held.outreach
    act.community.record("gave-word", by, act, at=now)
    act.community.record("talked", act.membership.person, act, at=now)


@transaction.atomic
def decline(word: PeerWord, *, by: Person, now: datetime) -> None:
    """Not this time: no reason is asked. ValidationError when it is over."""
    held = _held(word, by, now)
    _answer(held, Answer.DECLINED, now)
    held.outreach.community.record("declined-word", by, held.outreach, at=now)


@transaction.atomic
def take_back(word: PeerWord, *, by: Person, now: datetime) -> bool:
    """As if nothing had been answered; False when a word has been written: it cannot be taken back here."""
    held = _locked(word)
    if held.answer not in (Answer.SPOKE, Answer.DECLINED):
        return False
    act = held.outreach
    if held.answer == Answer.SPOKE:
        forget_talk(act)
    _answer(held, "", None)
    act.community.record("took-back", by, act, at=now)
    return True


def forget_talk(act: Outreach) -> None:
    """The talk did not take place: its line leaves the journal, and presence is counted again."""
    talked, _rows = Event.objects.filter(
        community=act.community_id, verb="talked", object_type="outreach", object_id=str(act.pk)
    ).delete()
    if talked and act.membership:
        presence.refresh(act.membership)


def _held(word: PeerWord, by: Person, now: datetime) -> PeerWord:
    held = _locked(word)
    if held.peer.person_id != by.pk or not is_open(held, now):
        raise ValidationError(over_words())
    return held


def _locked(word: PeerWord) -> PeerWord:
    """As it stands once its row is locked: two windows, two buttons of a mail, or whoever takes the request
    back, come one after the other."""
    PeerWord.objects.select_for_update().get(pk=word.pk)
    rows = PeerWord.objects.select_related(
        "peer__person", "outreach__membership__person", "outreach__community__organisation"
    )
    return rows.get(pk=word.pk)


def _answer(word: PeerWord, answer: str, at: datetime | None) -> None:
    word.answer, word.answered_at = answer, at
    word.save(update_fields=["answer", "answered_at"])


def be_asked(membership: Membership, gladly: bool | None, *, now: datetime) -> None:
    """Whether this member may be asked for such words: gladly, never, or (None) now and then as everybody."""
    if gladly is None:
        Willing.objects.filter(membership=membership).delete()
    else:
        said = {"gladly": gladly, "said_at": now}
        Willing.objects.update_or_create(membership=membership, defaults=said)
