"""Somebody who left a trace everywhere a trace can be left."""

import json
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django_tasks_db.models import DBTaskResult

from tisserand.attention.models import Decision, Outreach
from tisserand.communities import calling
from tisserand.communities.models import EarlierPresence, Invitation, Membership
from tisserand.conversations import attachments, reports, writing
from tisserand.conversations.models import Held, Post, Thread
from tisserand.integrations.imports.models import ExternalId, Load, LoadedPerson
from tisserand.mail import outbox
from tisserand.mail.inbound.models import Arrival, LostAddress
from tisserand.mail.models import Envelope, Stopped
from tisserand.people import links
from tisserand.people.models import Person
from tisserand.privacy import starting
from tisserand.programmes.models import Cohort, Enrolment, Progress

EMAIL, OLD_EMAIL = "zelie.quatremere@sorvane.example", "z.quatremere@ancien.example"
PHONE = "+33612345678"
STAFF_NUMBER = "MAT-77810"
PDF = b"%PDF-1.4 made by Zelie Quatremere"


@dataclass
class Life:
    person: Person
    place: Membership
    friend: Person
    lcm: Person
    free: Post  # where a friend wrote her name in his own words
    free_title: Thread


def everything(community, friend, lcm, now) -> Life:
    """Zélie Quatremère, in a community where `friend` learns and `lcm` runs it."""
    zelie = Person.objects.create(
        given_name="Zélie",
        family_name="Quatremère",
        email=EMAIL,
        phone=PHONE,
        language="fr",
        joined_at=now - timedelta(days=400),
        last_login=now,
    )
    zelie.set_password("un très long secret")
    zelie.save()
    place = community.admit(zelie, by=lcm, now=now - timedelta(days=300))
    EarlierPresence.objects.create(
        membership=place,
        first_on=now.date() - timedelta(days=800),
        last_on=now.date() - timedelta(days=700),
        days=4,
    )
    community.note_visit(zelie, now - timedelta(days=20))
    _people(zelie)
    life = _words(community, zelie, place, friend, lcm, now)
    _path(community, zelie, place, lcm, now)
    _support(community, zelie, place, friend, lcm, now)
    _call(place, now)
    _loads(community, zelie, lcm, now)
    _mails(community, zelie, friend, now)
    _machinery(zelie, lcm, now)
    return life


def _people(zelie):
    links.issue(zelie, now=zelie.joined_at, next_url="/c/")


def _words(community, zelie, place, friend, lcm, now) -> Life:
    def days(count):
        return now - timedelta(days=count)

    def check(name, content=PDF):
        return attachments.check(name, BytesIO(content), len(content))

    own = writing.start(
        community,
        kind="help",
        title="Zélie Quatremère ne voit plus le module 2",
        by=zelie,
        source="Bonjour,\n\nje suis Zélie Quatremère, écrivez-moi à "
        f"{EMAIL} ou [là](mailto:{EMAIL}), ou appelez le 06 12 34 56 78.\n\n-- \nZ. QUATREMÈRE",
        files=[check("CV Zélie Quatremère.pdf"), check("plan.pdf")],
        context={"browser": "Firefox", "page": "/c/distance/?zelie"},
        now=days(30),
        form_token="a-form",
    )
    writing.edit(
        own.posts.get(), by=zelie, source="Tout va bien.\n\nZélie", title="Je suis perdue", now=days(29)
    )
    writing.edit(
        own.posts.get(),
        by=zelie,
        format="html",
        source="<p>Tout <strong>Quatre</strong>mère va bien, merci, Zélie</p>",
        now=days(28),
    )
    answer = writing.reply(own, by=friend, source=f"Je t’écris à {EMAIL}.", now=days(28))
    own.accept(answer, by=zelie, now=days(27))
    thread = writing.start(
        community, kind="question", title="Comment finir ?", by=friend, source="Je n’ose pas.", now=days(26)
    )
    hers = writing.reply(thread, by=zelie, source="Commence par la fin, dit Zélie.", now=days(25))
    called = writing.reply(
        thread,
        by=friend,
        source="Merci @Zélie Quatremère, et encore @Zélie. Son numéro : 06.12.34.56.78",
        quotes=hers,
        now=days(24),
    )
    writing.edit(called, by=friend, source="Merci @Zélie Quatremère ! Au +33 6 12 34 56 78 ?", now=days(23))
    free = writing.reply(
        thread, by=friend, source="Comme le disait Zélie lundi, il faut finir.", now=days(22)
    )
    free_title = writing.start(
        community,
        kind="discussion",
        title="L’idée de Mme Quatremère",
        by=friend,
        source="À discuter.",
        now=days(21),
    )
    gone = writing.reply(thread, by=friend, source="Zélie Quatremère exagère.", now=days(20))
    writing.delete(gone, by=friend, now=days(19))
    mail = writing.reply(
        thread,
        by=friend,
        format="mail",
        source=f"D’accord.\n\nLe 3 mars, Zélie Quatremère <{EMAIL}> a écrit :\n> Commence par la fin.\n",
        now=days(18),
    )
    assert mail.text == "D’accord."
    # What somebody quotes of her, edited out later: only the revision still says it.
    once = writing.reply(thread, by=friend, source="Zélie a raison.", now=days(17))
    writing.edit(once, by=friend, source="Elle a raison.", now=days(16))
    named_file = writing.reply(
        thread,
        by=friend,
        source="Le plan.",
        files=[check("plan de Zélie Quatremère.pdf", b"%PDF-1.4 x")],
        now=days(15),
    )
    assert named_file.attachments.count() == 1
    reports.report(free, by=zelie, reason="Zélie n’aime pas cela", now=days(14))
    report = reports.report(hers, by=friend, reason="Zélie Quatremère dit du mal", now=days(13))
    reports.settle(report, decision="kept", reason="Rien contre Zélie Quatremère", by=lcm, now=days(12))
    removed = writing.reply(thread, by=zelie, source="Un mot de trop.", now=days(11))
    writing.delete(removed, by=zelie, reason="Zélie regrette", now=days(10))
    waits = writing.start(community, kind="question", title="Et après ?", by=zelie, source="?", now=days(9))
    writing.reply(waits, by=friend, source="Rien.", now=days(8))
    waits.find_unsolved(by=zelie, now=days(7))
    thread.follow(zelie, now=days(9))
    return Life(zelie, place, friend, lcm, free, free_title)


def _path(community, zelie, place, lcm, now):
    programme = community.programmes.create(name="Finir à temps")
    step = programme.steps.create(position=1, title="La fin", due_day=1)
    cohort = Cohort.objects.create(programme=programme, name="Automne", starts_on=now.date())
    mine = Enrolment.objects.create(cohort=cohort, membership=place, enrolled_at=now)
    Progress.objects.create(enrolment=mine, step=step, completed_at=now)


def _call(place, now):
    calling.ask(place, phone=PHONE, words="Demandez Zélie", now=now)


def _support(community, zelie, place, friend, lcm, now):
    act = Outreach.objects.create(
        community=community,
        membership=place,
        kind="wrote",
        done_by=lcm,
        done_at=now,
        subject="Zélie",
        note="Zélie ?",
    )
    act.envelope = outbox.post("personal-letter", zelie, now=now, outreach=act.pk)
    act.save()
    other = community.memberships.get(person=friend)
    Outreach.objects.create(
        community=community,
        membership=other,
        kind="called",
        outcome="reached",
        done_by=zelie,
        done_at=now,
        note="A parlé de Zélie Quatremère. Signé Zélie",
    )
    for membership in (place, other):
        Decision.objects.create(
            community=community,
            signal=f"silent:m{membership.pk}:1",
            kind="set_aside",
            reason="Zélie Quatremère est en congé",
            membership=membership,
            decided_by=lcm,
            decided_at=now,
        )


def _loads(community, zelie, lcm, now):
    ExternalId.objects.create(community=community, source="file", key=STAFF_NUMBER, person=zelie)
    values = {"given_name": "Zélie", "family_name": "Quatremère-Lang", "email": OLD_EMAIL, "phone": PHONE}
    LoadedPerson.objects.create(community=community, person=zelie, values=values, loaded_at=now)
    for state in ("choosing", "failed", "done"):
        Load.objects.create(
            community=community,
            kind="people",
            state=state,
            started_by=zelie if state == "done" else lcm,
            name="équipe de Zélie Quatremère.csv",
            file="" if state == "done" else ContentFile(f"nom;{EMAIL}".encode(), name="x"),
            problems=[{"code": "email", "value": f"{EMAIL},", "other": "", "line": 3, "column": "e"}],
            created_at=now,
        )


def _mails(community, zelie, friend, now):
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


def _machinery(zelie, lcm, now):
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
