"""The mail of a plan: in the name of whoever approved it, to the letter, with its buttons."""

from tisserand.communities.ways import ways_to_answer
from tisserand.mail.answering import link
from tisserand.mail.kinds import Class, Content, kind

from . import audiences
from .drafts import MAIL
from .models import Sending
from .one_click import number_of


@kind(MAIL, Class.ENCOURAGEMENT)
def plan_mail(envelope):
    """None when it was taken back or called off, its member has left, or has done what it asks for."""
    sending = (
        Sending.objects.filter(pk=envelope.data["sending"], membership__left_at=None)
        .exclude(approved_at=None)
        .exclude(planned__cancelled_at__isnull=False)
        .select_related(
            "approved_by",
            "planned__community__organisation",
            "planned__cohort__programme",
            "membership__person",
        )
        .first()
    )
    if sending is None or sending.approved_by is None:
        return None
    community, by = sending.planned.community, sending.approved_by
    now = envelope.claimed_at or envelope.created_at
    if not audiences.concerns(sending.planned, sending.membership_id, community.at(now)):
        return None
    buttons = [
        (one["label"], link("plan-answer", envelope.person, number_of(sending.pk, place), now=now))
        for place, one in enumerate(sending.answers)
    ]
    about_other = sending.person_id != sending.membership.person_id
    ways = {} if about_other else ways_to_answer(envelope, community) or {}
    return Content(
        "facilitation/emails/plan_mail",
        sending.subject,
        {"sending": sending, "by": by, "community": community, "buttons": buttons, "other": about_other}
        | ways,
        sender_name=by.name,
        list_name=community.slug,
        reply=("plan", sending.pk),
        reply_to=by.email or "",
    )
