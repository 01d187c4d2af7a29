"""Run beside a site, on its data: a community, its room, and a session for each of its people; printed."""

import json

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.utils import timezone  # noqa: E402

from tisserand.chat.models import Room  # noqa: E402
from tisserand.communities.models import Community, Organisation  # noqa: E402
from tisserand.people.models import Person  # noqa: E402
from tisserand.people.sessions import SessionStore  # noqa: E402

now = timezone.now()
here = Community.objects.create(
    organisation=Organisation.objects.create(name="Maison"), name="Here", slug="here", language="en"
)
sessions = []
for name in ("Ada", "Bao", "Chloé"):
    person = Person.objects.create(given_name=name, language="en")
    here.admit(person, by=None, now=now)
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    sessions.append(store.session_key)
print(json.dumps({"room": Room.objects.lasting(here).pk, "sessions": sessions}))
