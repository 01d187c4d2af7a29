from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.people.held import Holding, Remaining, holding
from tisserand.people.marks import Marks
from tisserand.people.models import Person

from .models import Afterword, Attendance, Circle, Feed, Invited, Leader, LiveSession, Part, SignUp, Telling

NOBODY = "…"


@holding
class Sessions(Holding):
    key = "live-sessions"
    name = _("Live sessions: those you led, to which you were asked, said you come, and were there")
    purpose = _("To know who comes and to write to them; to prove that a training was followed.")
    models = (LiveSession, Leader, Afterword, Telling, Invited, SignUp, Attendance, Part, Circle)
    kept = _("as long as the session; what you did in it goes when you are erased")

    def rows(self, person: Person):
        mine = Q(pk__in=[])
        for model in (Leader, Invited, SignUp, Attendance, Part):
            mine |= Q(pk__in=model.objects.filter(person=person).values("session"))
        mine |= Q(planned_by=person) | Q(circle__client=person) | Q(circle__host=person)
        sessions = LiveSession.objects.filter(mine).select_related("community", "circle").order_by("pk")
        for one in sessions:
            part, circle = one.parts.filter(person=person).first(), getattr(one, "circle", None)
            signed = one.sign_ups.filter(person=person).first()
            there = one.attendances.filter(person=person).first()
            invited = one.invited.filter(person=person).first()
            yield {
                "community": one.community.name,
                "title": one.title,
                "starts_at": one.starts_at,
                "you_led_it": one.leaders.filter(person=person).exists(),
                "invited_at": invited.invited_at if invited else None,
                "whether_you_come": signed.get_answer_display() if signed else "",
                "what_you_bring": part.get_kind_display() if part else "",
                "you_were_client": bool(circle and circle.client_id == person.pk),
                "you_were_host": bool(circle and circle.host_id == person.pk),
                "how_you_came": there.get_way_display() if there else "",
            }

    def erase(self, person: Person, marks: Marks, now: datetime):
        for session in _naming(
            marks, LiveSession.objects.all(), "title", "description", "cancel_reason", "room"
        ):
            _rewrite(session, ("title", "description", "cancel_reason", "room"), marks.hide)
        for afterword in _naming(marks, Afterword.objects.all(), "text"):
            hide = marks.hide_all if afterword.written_by_id == person.pk else marks.hide_addresses
            _rewrite(afterword, ("text",), hide)
        for model in (Leader, Invited, SignUp, Attendance, Part):
            model.objects.filter(person=person).delete()
        for role in ("client", "host", "began_by"):
            Circle.objects.filter(**{role: person}).update(**{role: None})
        LiveSession.objects.filter(planned_by=person).update(planned_by=None)
        LiveSession.objects.filter(cancelled_by=person).update(cancelled_by=None)
        Afterword.objects.filter(written_by=person).update(written_by=None)
        Telling.objects.filter(told_by=person).update(told_by=None)
        SignUp.objects.filter(noted_by=person).update(noted_by=None)
        Attendance.objects.filter(noted_by=person).update(noted_by=None)
        return ()

    def remaining(self, person: Person, marks: Marks):
        """What others wrote of a session, in the communities where they are."""
        here = Q(session__community__memberships__person=person)
        rows = _naming(marks, Afterword.objects.filter(here), "text").exclude(written_by=person)
        for one in rows.select_related("session__community"):
            if marks.maybe_in(marks.hide_addresses(one.text, "")):
                yield Remaining(one.session.title, one.session.get_absolute_url())


@holding
class Calendars(Holding):
    key = "calendar-feed"
    name = _("The secret address of your calendar")
    purpose = _("To let your own calendar read what is yours.")
    models = (Feed,)
    kept = _("until you remove it")

    def rows(self, person: Person):
        for feed in Feed.objects.filter(person=person):
            yield {"made_at": feed.made_at}

    def erase(self, person: Person, marks: Marks, now: datetime):
        Feed.objects.filter(person=person).delete()
        return ()


def _naming(marks: Marks, rows, *fields: str):
    """Those of these rows in which a text may name the person."""
    wanted = Q()
    for word in marks.spellings:
        for field in fields:
            wanted |= Q(**{f"{field}__icontains": word})
    return rows.filter(wanted) if wanted else rows.none()


def _rewrite(row, fields: tuple[str, ...], hide) -> None:
    for field in fields:
        before = getattr(row, field)
        if (after := hide(before, NOBODY)) != before:
            setattr(row, field, after)
            row.save(update_fields=[field])
