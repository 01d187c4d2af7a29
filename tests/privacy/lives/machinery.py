"""What loads, mails and machines keep of her."""

import json
from datetime import timedelta

from django.core.files.base import ContentFile
from django_tasks_db.models import DBTaskResult

from tisserand.communities.models import Invitation
from tisserand.conversations.models import Held, Thread
from tisserand.integrations.imports.models import ExternalId, Load, LoadedPerson, Replaced
from tisserand.mail.inbound.models import Arrival, LostAddress
from tisserand.mail.models import Envelope, Stopped
from tisserand.people import links
from tisserand.people.sessions import SessionStore
from tisserand.privacy import starting

from .what import EMAIL, OLD_EMAIL, PHONE, STAFF_NUMBER


def people(zelie):
    links.issue(zelie, now=zelie.joined_at, next_url="/c/")


def loads(community, zelie, lcm, now):
    ExternalId.objects.create(community=community, source="file", key=STAFF_NUMBER, person=zelie)
    values = {"given_name": "Zélie", "family_name": "Quatremère-Lang", "email": OLD_EMAIL, "phone": PHONE}
    LoadedPerson.objects.create(community=community, person=zelie, values=values, loaded_at=now)
    for state in ("choosing", "failed", "done"):
        load = Load.objects.create(
            community=community,
            kind="people",
            state=state,
            started_by=zelie if state == "done" else lcm,
            name="équipe de Zélie Quatremère.csv",
            file="" if state == "done" else ContentFile(f"nom;{EMAIL}".encode(), name="x"),
            problems=[{"code": "email", "value": f"{EMAIL},", "other": "", "line": 3, "column": "e"}],
            created_at=now,
        )
    place = zelie.memberships.get(community=community)
    Replaced.objects.create(load=load, membership=place, field="email", old=OLD_EMAIL, new=EMAIL)


def mails(community, zelie, friend, now):
    Invitation.objects.create(community=community, email=EMAIL, invited_by=friend, invited_at=now)
    Stopped.objects.create(person=zelie, mail_class="news", stopped_at=now)
    Envelope.objects.create(
        kind="first-answer",
        person=friend,
        created_at=now,
        due_at=now,
        state="sent",
        subject="Zélie Quatremère vous a répondu",
        problem="",
    )
    Envelope.objects.create(
        kind="sign-in",
        person=zelie,
        created_at=now,
        due_at=now,
        state="failed",
        problem=f"refused: 550 {EMAIL}",
    )
    LostAddress.objects.create(person=zelie, email=EMAIL, since=now, said=f"550 {EMAIL} unknown")
    Held.objects.create(
        person=zelie,
        community=Thread.objects.earliest("pk").community,
        title="Zélie Quatremère demande",
        source=f"Bonjour, {EMAIL}",
        received_at=now,
    )
    for number, whom in enumerate((zelie, friend)):
        raw = (
            f"From: =?utf-8?q?Z=C3=A9lie_Quatrem=C3=A8re?= <{EMAIL}>\r\nTo: fil@site\r\nSubject: Re\r\n\r\n"
            "Bonjour, Zelie Quatremere"
        ).encode()
        for state in ("done", "refused", "waiting"):
            if whom == friend and state == "waiting":
                continue
            Arrival.objects.create(
                digest=f"{number}{state}",
                recipient="fil@site",
                sender=whom.email,
                raw=raw,
                size=len(raw),
                state=state,
                answer="Bonjour Zélie Quatremère",
                person=whom,
                received_at=now,
                due_at=now + timedelta(days=1),
            )


def machinery(zelie, lcm, now):
    mine, other = SessionStore(), SessionStore()
    mine["_auth_user_id"] = str(zelie.pk)
    mine.save()
    other["_auth_user_id"], other["_messages"] = str(lcm.pk), json.dumps(["Zélie Quatremère est partie."])
    other.save()
    task = DBTaskResult.objects.create(
        args_kwargs={"args": [1], "kwargs": {}},
        task_path="tisserand.mail.tasks.deliver_outbox",
        backend_name="default",
        status="FAILED",
        run_after=now,
        traceback=f"IntegrityError: Key (email)=({EMAIL}) already exists.",
        exception_class_path="django.db.IntegrityError",
    )
    assert task.pk
    starting.ask(zelie, by=zelie, now=now)
    assert zelie.exports.get().state == "ready"
