"""The charter of a community: written by who runs it, agreed to by each member before they come in."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.people.models import Person

from .models import Charter, Community, Membership


@transaction.atomic
def write(community: Community, text: str, *, by: Person, again: bool, now: datetime) -> Charter | None:
    """Word the charter; the one in force afterwards, None when there is none.

    Empty text ends it. `again`: everybody is asked to agree to the new wording; otherwise whoever agreed to
    the one before has agreed (a slip was mended). Whoever writes it agrees. The same text changes nothing.
    """
    Community.objects.select_for_update().get(pk=community.pk)  # two who write at once come in turn
    before = community.charters.in_force().first()
    if text == (before.text if before else ""):
        return before
    if before and text and not again:
        before.text, before.written_by, before.written_at = text, by, now
        before.save(update_fields=["text", "written_by", "written_at"])
        written = before
    else:
        community.charters.in_force().update(ended_at=now)
        written = _word(community, text, by, now) if text else None
    community.record("wrote-charter", by, written or before, at=now, again=again)
    return written


def _word(community: Community, text: str, by: Person, now: datetime) -> Charter:
    """A new wording, to which its writer agrees."""
    written = community.charters.create(text=text, written_by=by, written_at=now)
    if writer := community.memberships.present().filter(person=by).first():
        written.acceptances.create(member=writer, accepted_at=now)
    return written


def lcm_sees_unnamed(community: Community) -> bool:
    """Whether those who run it may see who asks without their name: only if a charter in force says so."""
    says_so = community.unnamed_questions == Community.UnnamedQuestions.LCM
    return says_so and community.charters.in_force().exists()


def of_unnamed(community: Community) -> str:
    """What the charter adds for who asks without their name: "" when nobody sees it."""
    if not lcm_sees_unnamed(community):
        return ""
    return _(
        "Who asks a question without their name hides it from the other members. Those who run the community "
        "may see it, and who asked then knows it."
    )


def to_accept(member: Membership) -> Charter | None:
    """The charter in force to which this member has not agreed yet."""
    return member.community.charters.in_force().exclude(acceptances__member=member).first()
