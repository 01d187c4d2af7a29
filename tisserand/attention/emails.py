"""The one mail an LCM writes by hand: a letter from a person to a person."""

from datetime import timedelta

from tisserand.communities.models import Membership
from tisserand.communities.ways import ways_to_answer
from tisserand.mail.answering import link
from tisserand.mail.kinds import Class, Content, kind
from tisserand.programmes import progress

from .models import Outreach

# Time to see one's mistake and take the letter back.
HOLD = timedelta(seconds=60)


@kind("personal-letter", Class.ENCOURAGEMENT, hold=HOLD)
def personal_letter(envelope):
    act = (
        Outreach.objects.standing()
        .filter(pk=envelope.data["outreach"], membership__left_at=None)
        .select_related("done_by", "community", "membership__person", "membership__community__organisation")
        .first()
    )
    if act is None or act.done_by is None or act.membership is None:
        return None
    context = {"act": act, "greets": act.kind == Outreach.Kind.GREETED}
    return Content(
        "attention/emails/personal_letter",
        act.subject,
        context | _next_step(envelope, act.membership) | (ways_to_answer(envelope, act.community) or {}),
        sender_name=act.done_by.name,
        list_name=act.community.slug,
        reply=("letter", act.pk),
        reply_to=act.done_by.email or "",
    )


def _next_step(envelope, member: Membership) -> dict:
    """The step that comes next for its reader, under the letter, with a link that says it is done."""
    now = envelope.claimed_at or envelope.created_at
    community = member.community
    ahead = progress.next_step(member, community.today(community.at(now)))
    if ahead is None:
        return {}
    step = ahead[1]
    return {"step": step, "step_done_url": link("step-done", envelope.person, step.pk, now=now)}
