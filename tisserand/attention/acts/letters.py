"""A personal word by mail, or a greeting."""

from collections.abc import Sequence
from datetime import datetime

from tisserand.communities.models import Membership
from tisserand.mail import outbox
from tisserand.people.models import Person

from .. import mails
from ..models import Outreach
from .line import on_the_list


def write(
    membership: Membership,
    *,
    by: Person,
    subject: str,
    text: str,
    now: datetime,
    signal: str = "",
    printed: bool = False,
) -> Outreach:
    """Write to one person. The mail leaves after its hold; `printed` is a letter on paper, without a mail.

    Raises JustDone when `signal` names a line that has left the list, ValueError when that line is about
    somebody else or when the person takes no mail.
    """
    community = membership.community
    with on_the_list(community, [signal] if signal else [], now) as standing:
        if any(line.membership_id != membership.pk for line in standing):
            raise ValueError("this line is about somebody else")
        act = Outreach.objects.create(
            community=community,
            membership=membership,
            kind=Outreach.Kind.WROTE,
            outcome=Outreach.Outcome.PRINTED if printed else "",
            done_by=by,
            done_at=now,
            signal=signal,
            subject=subject,
            note=text,
        )
        if not printed:
            _mail(act)
        community.record("wrote", by, membership, at=now, outreach=act.pk)
        return act


def _mail(act: Outreach) -> None:
    person, community = act.membership.person, act.community
    # The outbox lives in the present, whatever the clock of the community says.
    act.envelope = outbox.post(mails.LETTER, person, now=act.done_at + community.set_back, outreach=act.pk)
    if act.envelope is None:
        raise ValueError("this person takes no mail")
    act.save(update_fields=["envelope"])


def greet(
    memberships: Sequence[Membership],
    *,
    by: Person,
    subject: str,
    text: str,
    now: datetime,
    signals: Sequence[str],
) -> list[Outreach]:
    """Greet newcomers, each by name; those whom no mail reaches are noted as greeted in person.

    Only those who still wait for it. Raises JustDone when nobody does.
    """
    community = memberships[0].community
    acts = []
    with on_the_list(community, signals, now) as standing:
        by_member = {line.membership_id: line.key for line in standing}
        for membership in memberships:
            if membership.pk in by_member:
                acts.append(_greet(membership, by, subject, text, now, by_member[membership.pk]))
    return acts


def _greet(
    membership: Membership, by: Person, subject: str, text: str, now: datetime, signal: str
) -> Outreach:
    community = membership.community
    act = Outreach.objects.create(
        community=community,
        membership=membership,
        kind=Outreach.Kind.GREETED,
        done_by=by,
        done_at=now,
        signal=signal,
        subject=subject,
        note=text,
    )
    if mails.reached([membership.person]):
        _mail(act)
    Membership.objects.filter(pk=membership.pk).update(welcomed_at=now, welcomed_by=by)
    community.record("welcomed", by, membership, at=now, outreach=act.pk)
    return act
