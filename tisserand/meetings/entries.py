"""A session as it stands in a calendar: how one joins it is in the entry, at hand when the hour comes."""

from django.conf import settings
from django.utils.translation import gettext as _

from tisserand.people import phones

from . import ics
from .models import LiveSession


def entry_of(session: LiveSession) -> ics.Entry:
    """In the language that is active; without anybody's name. `session.community` is at hand."""
    shift = session.community.set_back
    return ics.Entry(
        uid=ics.uid("session", session.pk),
        title=session.title,
        begins=session.starts_at + shift,
        ends=session.ends_at + shift,
        changed_at=session.changed_at + shift,
        where=" · ".join(part for part in (session.room, session.link, phone_of(session)) if part),
        url=settings.SITE_URL + session.get_absolute_url(),
        text=_text(session),
        sequence=session.sequence,
        cancelled=session.cancelled_at is not None,
    )


def phone_of(session: LiveSession) -> str:
    return phones.shown(session.phone, session.community.organisation.country) if session.phone else ""


def _text(session: LiveSession) -> str:
    lines = []
    if session.cancelled_at and session.cancel_reason:
        lines.append(session.cancel_reason)
    if session.link:
        lines.append(_("By the link: %(link)s") % {"link": session.link})
    if session.phone:
        said = _("By telephone: %(phone)s") % {"phone": phone_of(session)}
        code = _("code %(code)s") % {"code": session.phone_code}
        lines.append(f"{said}, {code}" if session.phone_code else said)
    if session.room:
        lines.append(_("In the room: %(room)s") % {"room": session.room})
    if session.description:
        lines += ["", session.description]
    page = settings.SITE_URL + session.get_absolute_url()
    return "\n".join([*lines, "", _("The page: %(url)s") % {"url": page}]).strip()
