"""Run beside the site under test, on its data: open a session for each person of the demo; print them.

And let one task have failed for good, for the pages that tell of it.
"""

import json

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.utils import timezone  # noqa: E402

from tisserand.config.models import Job  # noqa: E402
from tisserand.demo import company  # noqa: E402
from tisserand.people.sessions import SessionStore  # noqa: E402


def session_of(person):
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key


Job.objects.create(
    args_kwargs={"args": [12], "kwargs": {}},
    task_path="tisserand.integrations.imports.tasks.run_load",
    backend_name="default",
    status="FAILED",
    run_after=timezone.now(),
    finished_at=timezone.now(),
    traceback="Traceback (most recent call last):\nOSError: No space left on device\n",
    exception_class_path="builtins.OSError",
)
print(json.dumps({person.given_name.lower(): session_of(person) for _, person, _ in company.roles()}))
