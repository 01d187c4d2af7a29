"""What was said in a session, once it is over: written by who plans, told to who was to come."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.conversations import writing
from tisserand.conversations.models import Thread
from tisserand.people.models import Person

from . import telling
from .models import Afterword, LiveSession, Telling
from .planning import held


@transaction.atomic
def write(
    session: LiveSession, text: str, *, recording: str = "", tell: bool = True, by: Person, now: datetime
) -> Afterword:
    """Words on the page; by mail, once, to those who were invited or said that they come. Written again, they
    change and nobody is told a second time. ValidationError before the session begins."""
    session = held(session.pk)
    if session.cancelled_at or now < session.starts_at:
        raise ValidationError(_("What was said is written once the session has begun."))
    afterword = Afterword.objects.filter(session=session).first() or Afterword(session=session)
    afterword.text, afterword.recording = text.strip(), recording.strip()
    afterword.written_by, afterword.written_at = by, now
    afterword.clean_fields(exclude=["session", "written_by", "thread"])
    afterword.save()
    session.community.record("wrote-afterword", by, session, at=now)
    if tell and not told(session):
        telling.tell(session, Telling.Kind.AFTERWORD, by=by, now=now)
    return afterword


def told(session: LiveSession) -> bool:
    return session.tellings.filter(kind=Telling.Kind.AFTERWORD).exists()


@transaction.atomic
def talk_about_it(session: LiveSession, *, by: Person, now: datetime) -> Thread:
    """The conversation about what was said; begun by whoever asks for it first."""
    session = held(session.pk)
    afterword = Afterword.objects.select_related("thread").get(session=session)
    if afterword.thread and afterword.thread.deleted_at is None:
        return afterword.thread
    source = "\n\n".join(part for part in (afterword.text, afterword.recording) if part)
    thread = writing.start(
        session.community, kind=Thread.Kind.DISCUSSION, title=session.title, by=by, source=source, now=now
    )
    afterword.thread = thread
    afterword.save(update_fields=["thread"])
    return thread
