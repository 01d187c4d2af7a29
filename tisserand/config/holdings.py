import json
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from tisserand.people.held import Holding, holding
from tisserand.people.marks import Marks
from tisserand.people.models import Person

PORTION = 1000


@holding
class Sessions(Holding):
    key = "sessions"
    behind = True
    name = _("Being signed in, on each of your devices")
    purpose = _("Not to ask you who you are on each page. No other cookie follows you.")
    models = (Session,)
    kept = _("three months after your last sign-in on that device")

    def rows(self, person: Person):
        for session in _sessions_of(person):
            yield {"ends_at": session.expire_date}

    def erase(self, person: Person, marks: Marks, now: datetime):
        """Theirs; and in those of others, the sentences that wait to be shown and may name them."""
        store = import_module(settings.SESSION_ENGINE).SessionStore
        for session in Session.objects.iterator(chunk_size=PORTION):
            held = session.get_decoded()
            if held.get("_auth_user_id") == str(person.pk):
                store(session.session_key).delete()
            elif marks.maybe_in(_unescaped(held.get("_messages", ""))):
                other = store(session.session_key)
                del other["_messages"]
                other.save()
        return ()


def _unescaped(messages: str) -> str:
    """What waits to be shown is kept as JSON, its accents as numbers."""
    return str(json.loads(messages)) if messages else ""


def _sessions_of(person: Person) -> Iterator[Session]:
    for session in Session.objects.order_by("expire_date").iterator(chunk_size=PORTION):
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            yield session


@holding
class Tasks(Holding):
    key = "tasks"
    behind = True
    name = _("What the site does in the background")
    purpose = _("To do later what takes long. Tasks carry numbers, never names; an error may quote one.")
    models = (DBTaskResult,)
    kept = _("two days once done, three months when failed")

    def erase(self, person: Person, marks: Marks, now: datetime):
        named = Q()
        for word in marks.spellings:
            named |= Q(traceback__icontains=word)
        for result in DBTaskResult.objects.filter(named) if named else ():
            result.traceback = marks.hide_all(result.traceback, "…")
            result.save(update_fields=["traceback"])
        return ()
