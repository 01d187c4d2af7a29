"""Sessions in the database, asked for by a statement: every page begins with it."""

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from tisserand.ui.statements import statement


@statement
def _standing(*, key: str, now: datetime):
    return Session.objects.filter(session_key=key, expire_date__gt=now)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = _standing(key=self.session_key, now=timezone.now()) if self.session_key else []
        if not found:
            self._session_key = None
        return found[0] if found else None
