"""What is written about live sessions: invitation, change, calling off, the day before, what was said.

Each says everything in itself, and carries what a calendar needs. Which class and which method, and why:
docs/decisions, « A live session comes by mail ».
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tisserand.communities.ways import ways_to_answer
from tisserand.mail.addressing import reply_address
from tisserand.mail.answering import link
from tisserand.mail.kinds import Attachment, Class, Content, kind
from tisserand.mail.models import Envelope

from . import circling, ics, when
from .entries import entry_of, phone_of
from .models import LiveSession, Part, SignUp, Telling
from .signing_up import ways_of
from .telling import SECOND_THOUGHT


@kind("session-invitation", Class.NEWS, gather=SECOND_THOUGHT)
def invitation(envelope: Envelope) -> Content | None:
    """Dropped once it is over or called off, or its reader has answered."""
    session, telling = _about(envelope)
    now = _present(envelope)
    if session is None or not session.takes_answers(session.community.at(now)):
        return None
    if SignUp.objects.filter(session=session, person=envelope.person_id).exists():
        return None
    return _content(envelope, session, telling, "invitation", _at(session), answers=True)


@kind("session-changed", Class.ANSWER, gather=SECOND_THOUGHT)
def changed(envelope: Envelope) -> Content | None:
    """Dropped for who has not got the invitation yet: that says the new hour."""
    session, telling = _about(envelope)
    if (
        session is None
        or telling is None
        or not session.takes_answers(session.community.at(_present(envelope)))
    ):
        return None
    if _still_to_be_invited(envelope, session):
        return None
    first = Telling.objects.filter(pk=envelope.items[0]["telling"]).first() or telling
    before = first.started_at if first.started_at != session.starts_at else None
    shift = session.community.set_back
    told = {"before": when.moment(before + shift) if before else ""}
    subject = _("Changed: %(session)s") % {"session": _at(session)}
    return _content(envelope, session, telling, "changed", subject, answers=True, **told)


@kind("session-cancelled", Class.ANSWER, gather=SECOND_THOUGHT)
def cancelled(envelope: Envelope) -> Content | None:
    session, telling = _about(envelope)
    if session is None or telling is None or session.cancelled_at is None:
        return None
    if _still_to_be_invited(envelope, session):
        return None
    subject = _("Called off: %(session)s") % {"session": _at(session)}
    return _content(envelope, session, telling, "cancelled", subject, method="CANCEL")


@kind("session-reminder", Class.ANSWER)
def reminder(envelope: Envelope) -> Content | None:
    """Dropped when they do not come any more, or it has begun, or is called off."""
    session, _telling = _about(envelope)
    signed = SignUp.objects.filter(session=session, person=envelope.person_id).first() if session else None
    if session is None or signed is None or not signed.comes or session.cancelled_at:
        return None
    if session.present_start <= _present(envelope):
        return None
    subject = _("Soon: %(session)s") % {"session": _at(session)}
    told: dict[str, Any] = {"signed": signed, "no_url": _answer_link("no", envelope, session)}
    return _content(envelope, session, None, "reminder", subject, **told)


@kind("session-afterword", Class.NEWS, gather=SECOND_THOUGHT)
def afterword(envelope: Envelope) -> Content | None:
    session, telling = _about(envelope)
    said = getattr(session, "afterword", None)
    if session is None or said is None or session.cancelled_at:
        return None
    there = session.attendances.filter(person=envelope.person_id).exists()
    thread = said.thread if said.thread and said.thread.deleted_at is None else None
    told: dict[str, Any] = {"afterword": said, "there": there, "thread": thread}
    told["thread_url"] = settings.SITE_URL + thread.get_absolute_url() if thread else ""
    subject = _("What was said: %(title)s") % {"title": session.title}
    return _content(envelope, session, telling, "afterword", subject, method="", **told)


def _about(envelope: Envelope) -> tuple[LiveSession | None, Telling | None]:
    """The session, and the last telling of it that stands; neither when all were taken back."""
    last = envelope.items[-1]
    rows = LiveSession.objects.for_list().filter(pk=last["session"])
    if "telling" not in last:
        return rows.first(), None
    tellings = Telling.objects.filter(pk__in=[item["telling"] for item in envelope.items])
    telling = tellings.select_related("told_by").order_by("pk").last()
    return (rows.first(), telling) if telling else (None, None)


def _present(envelope: Envelope) -> datetime:
    return envelope.claimed_at or envelope.created_at


def _at(session: LiveSession) -> str:
    """« Ouverture, mardi 24 novembre à 11 h »."""
    return _("%(title)s, %(when)s") % {"title": session.title, "when": when.moment(session.present_start)}


def _still_to_be_invited(envelope: Envelope, session: LiveSession) -> bool:
    """The mail that would be their first of it has not left yet."""
    still = [Envelope.State.WAITING, Envelope.State.CLAIMED]
    waiting = Envelope.objects.filter(person=envelope.person_id, kind="session-invitation", state__in=still)
    return any(item["session"] == session.pk for one in waiting for item in one.items)


def _answer_link(way: str, envelope: Envelope, session: LiveSession) -> str:
    return link(f"session-{way}", envelope.person, session.pk, now=_present(envelope))


WAYS = {
    "case": lambda: _("I bring a situation"),
    "help": lambda: _("I come to help"),
    "link": lambda: _("I come, by the link"),
    "phone": lambda: _("I come, by telephone"),
    "room": lambda: _("I come, in the room"),
    "no": lambda: _("I cannot come"),
}


def _content(
    envelope: Envelope,
    session: LiveSession,
    telling: Telling | None,
    template: str,
    subject: str,
    *,
    method: str = "PUBLISH",
    answers: bool = False,
    **told,
) -> Content | None:
    """None when its reader is no member any more, or wants no such mail from here."""
    ways = ways_to_answer(envelope, session.community)
    if ways is None:
        return None
    community, shift = session.community, session.community.set_back
    parts = Part.Kind.values if circling.is_one(session) else []
    offered = [*parts, *ways_of(session), "no"] if answers else []
    context = {
        "session": session,
        "community": community,
        "span": when.span(session.present_start, session.ends_at + shift),
        "elsewhere": when.elsewhere(session, session.present_start),
        "phone": phone_of(session),
        "leaders": ", ".join(person.name for person in session.leaders_named()),
        "answers": [(WAYS[way](), _answer_link(way, envelope, session)) for way in offered],
        "sender": telling.told_by if telling else None,
        "url": settings.SITE_URL + session.get_absolute_url(),
        **told,
        **ways,
    }
    return Content(
        f"meetings/emails/{template}",
        subject,
        context,
        sender_name=telling.told_by.name if telling and telling.told_by else community.name,
        thread_key=f"session-{session.pk}",
        reply=("community", community.pk),
        list_name=community.slug,
        attachments=(_calendar(envelope, session, method),) if method else (),
    )


def _calendar(envelope: Envelope, session: LiveSession, method: str) -> Attachment:
    """Where mail comes in, it asks: the reader's program answers to an address that is theirs alone."""
    asked = _asked(envelope, session)
    method = "REQUEST" if asked and method == "PUBLISH" else method
    organizer = session.community.name
    content = ics.calendar([entry_of(session)], method=method, organizer=organizer, asked=asked)
    return Attachment("rendez-vous.ics", content, f"text/calendar; method={method}")


def _asked(envelope: Envelope, session: LiveSession) -> ics.Asked | None:
    """Of the day on which the session was planned: a program knows the organiser again by the address."""
    person, planned_at = envelope.person, session.planned_at + session.community.set_back
    answer_to = reply_address(person, "session", session.pk, now=planned_at)
    if not answer_to:
        return None
    mine = SignUp.objects.filter(session=session, person=person).first()
    said = "NEEDS-ACTION" if mine is None else "ACCEPTED" if mine.comes else "DECLINED"
    return ics.Asked(person.name, person.email or "", answer_to, said)
