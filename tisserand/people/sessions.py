"""Sessions in the database, each with its person: every page begins with one statement that reads both."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends import db
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from tisserand.ui.statements import statement

from .models import Person, Session


@statement
def _standing(*, key: str, now: datetime):
    return Session.objects.filter(session_key=key, expire_date__gt=now).select_related("person")


class SessionStore(db.SessionStore):
    person: Person | None = None  # as it was when the session was read

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict) -> Session:
        row = super().create_model_instance(data)
        row.person_id = data.get(SESSION_KEY)
        return row  # type: ignore[return-value]

    def _get_session_from_db(self) -> Session | None:
        found = _standing(key=self.session_key, now=timezone.now()) if self.session_key else []
        if not found:
            self._session_key = None
            return None
        self.person = found[0].person
        return found[0]


def person_of(request: HttpRequest) -> Person | AnonymousUser:
    """Who is signed in: what `auth.get_user` tells, by the same rules, without another statement."""
    session = request.session
    signed, person = session.get(HASH_SESSION_KEY, ""), getattr(session, "person", None)
    if (
        person
        and person.is_active
        and session.get(SESSION_KEY) == str(person.pk)
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(signed, person.get_session_auth_hash())
    ):
        return person
    return get_user(request)  # type: ignore[return-value]
