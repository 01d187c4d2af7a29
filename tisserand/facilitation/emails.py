"""The mail of a plan: in the name of whoever approved it, to the letter, with its buttons or questions."""

from datetime import datetime

from tisserand.communities.ways import ways_to_answer
from tisserand.mail.answering import link
from tisserand.mail.kinds import Class, Content, NotYet, kind
from tisserand.mail.models import Envelope

from . import audiences, placing, survey, words
from .drafts import MAIL
from .models import Planned, Sending
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
    _wait_for_its_day(sending.planned, community.at(now))
    about_other = sending.person_id != sending.membership.person_id
    meant_for = "" if about_other else words.whom(sending.planned)
    ways = {} if about_other else ways_to_answer(envelope, community) or {}
    return Content(
        "facilitation/emails/plan_mail",
        sending.subject,
        {"sending": sending, "by": by, "community": community, "other": about_other, "meant_for": meant_for}
        | _asked(sending, envelope, now)
        | ways,
        sender_name=by.name,
        list_name=community.slug,
        reply=("plan", sending.pk),
        reply_to=by.email or "",
    )


def _wait_for_its_day(planned: Planned, now: datetime) -> None:
    """Its group or somebody may have moved it since it was approved; and it may have waited, for its reader's
    hours, up to an afternoon or a day on which nobody is encouraged."""
    community = planned.community
    placing.place(planned, community)
    leaves = placing.leaves_at(planned, community.organisation, now)
    if leaves > now:
        raise NotYet(leaves + community.set_back)


def _asked(sending: Sending, envelope: Envelope, now: datetime) -> dict:
    """Its buttons, or those of its first question, and the page that asks them all."""
    asks = sending.asks
    buttons = [
        (one["label"], link("plan-answer", envelope.person, number_of(sending.pk, place), now=now))
        for place, one in enumerate(asks[0]["choices"] if asks else [])
    ]
    url = link("plan-questions", envelope.person, sending.pk, now=now) if sending.questions else ""
    return {"buttons": buttons, "questions": sending.questions, "questions_url": url}


@kind("plan-answered", Class.ANSWER)
def plan_answered(envelope: Envelope) -> Content | None:
    """What was understood of an answer by mail; None when nothing is left of it."""
    found = Sending.objects.filter(pk=envelope.data["sending"], person=envelope.person)
    sending = found.select_related("planned__community", "approved_by").first()
    given = list(sending.said.all()) if sending else []
    if sending is None or not given:
        return None
    for one in given:
        one.sending = sending
    community, by = sending.planned.community, sending.approved_by
    now = envelope.claimed_at or envelope.created_at
    url = link("plan-questions", envelope.person, sending.pk, now=now)
    return Content(
        "facilitation/emails/plan_answered",
        sending.subject,
        {"lines": survey.lines(given), "url": url, "community": community, "by": by},
        sender_name=community.name,
        list_name=community.slug,
        reply=("plan", sending.pk),
        reply_to=by.email or "" if by else "",
    )
