"""Addresses of what is said: conversations, debates, rooms, private messages, sheets."""

from datetime import timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from tests.privacy import lives
from tisserand.chat import lifting, saying
from tisserand.chat import reports as chat_reports
from tisserand.chat.models import ChatReport, Room
from tisserand.conversations import attachments, ordering, reports, topics, writing
from tisserand.conversations.models import NameLeft, Report
from tisserand.debates import opening
from tisserand.mail.written import pictures
from tisserand.messages import blocking, reporting, taking_part
from tisserand.messages import writing as private
from tisserand.messages.models import File
from tisserand.messages.models import Report as PrivateReport
from tisserand.resources import sheets, syntheses
from tisserand.similar.models import Comparison

from .whose import ANOTHERS, HERE, OWN


def conversations(community, cast, life, now, **makers):
    ask = {
        "kind": "question",
        "title": "How do I begin?",
        "source": "Tell me.",
        "now": now - timedelta(days=2),
    }
    own, others = (writing.start(community, by=person, **ask) for person in (cast.chloe, life.person))
    removed = writing.start(community, by=life.person, **ask)
    writing.delete(removed.posts.get(), by=life.person, now=now)
    pdf = attachments.check("plan.pdf", ContentFile(lives.PDF), len(lives.PDF))
    answers = {thread: writing.reply(thread, by=cast.bao, source="So.", now=now) for thread in (own, others)}
    file = writing.reply(own, by=cast.bao, source="Here.", files=[pdf], now=now).attachments.get()
    shown = {thread: _shown(thread, by, now) for thread, by in ((own, cast.chloe), (others, life.person))}
    film = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    filmed = writing.reply(own, by=cast.bao, source=film, now=now)
    reports.report(others.posts.get(number=1), by=cast.bao, reason="Harsh", now=now)
    Comparison.objects.create(thread=others, earlier=own, meaning=0.9)
    again = writing.start(community, by=life.person, **ask)
    same = ordering.merge(again, into=others, by=cast.ada, now=now)
    likely = f"{HERE}similar/{others.pk}/apart/{own.pk}"
    left = NameLeft.objects.create(post=life.free, places=[[18, 23]], found_at=now)
    topic = topics.add(community, "Begin", by=cast.ada, now=now)
    hidden = writing.start(community, by=cast.chloe, without_name=True, **ask)
    shop = ask | {"source": "https://shop.example.net/"}
    linked = writing.start(community, by=make_new(makers, community, now), **shop)
    pair = [writing.start(community, by=cast.bao, **ask) for _ in range(2)]
    joined = ordering.merge(pair[0], into=pair[1], by=cast.ada, now=now)
    return {
        f"{HERE}conversations/<pk>": {
            OWN: f"{HERE}conversations/{own.pk}",
            ANOTHERS: f"{HERE}conversations/{others.pk}",
            "removed by another member": f"{HERE}conversations/{removed.pk}",
        },
        f"{HERE}conversations/<pk>/accept/": {
            OWN: f"{HERE}conversations/{own.pk}/accept/?post={answers[own].pk}",
            ANOTHERS: f"{HERE}conversations/{others.pk}/accept/?post={answers[others].pk}",
        },
        f"{HERE}conversations/posts/<pk>": {
            OWN: f"{HERE}conversations/posts/{own.posts.get(number=1).pk}",
            ANOTHERS: f"{HERE}conversations/posts/{others.posts.get(number=1).pk}",
            "removed by another member": f"{HERE}conversations/posts/{removed.posts.get().pk}",
        },
        f"{HERE}conversations/<pk>/asker/": {
            "asked without her name by the learner": f"{HERE}conversations/{hidden.pk}/asker/",
            ANOTHERS: f"{HERE}conversations/{others.pk}/asker/",
        },
        f"{HERE}conversations/posts/<pk>/links/": {
            "of a newcomer": f"{HERE}conversations/posts/{linked.posts.get().pk}/links/"
        },
        f"{HERE}conversations/topics/<pk>": {"": f"{HERE}conversations/topics/{topic.pk}"},
        f"{HERE}conversations/arrangements/<pk>": {"": f"{HERE}conversations/arrangements/{joined.pk}"},
        f"{HERE}conversations/files/<token>": {"": f"{HERE}conversations/files/{file.token}"},
        f"{HERE}conversations/pictures/<token>": {
            OWN: f"{HERE}conversations/pictures/{shown[own].token}",
            ANOTHERS: f"{HERE}conversations/pictures/{shown[others].token}",
        },
        f"{HERE}conversations/posts/<pk>/videos/<number>": {
            "": f"{HERE}conversations/posts/{filmed.pk}/videos/0"
        },
        f"{HERE}conversations/reports/<pk>": {
            "": f"{HERE}conversations/reports/{Report.objects.waiting(community).latest('pk').pk}"
        },
        f"{HERE}conversations/reports/<pk>/answer/": {
            "": f"{HERE}conversations/reports/{_answered(Report)}/answer/"
        },
        f"{HERE}conversations/names/<pk>": {"": f"{HERE}conversations/names/{left.pk}"},
        f"{HERE}conversations/<need>": {"": f"{HERE}conversations/recent"},
        f"{HERE}similar/<pk>": {OWN: f"{HERE}similar/{own.pk}", ANOTHERS: f"{HERE}similar/{others.pk}"},
        f"{HERE}similar/<pk>/apart/<earlier>": {"": likely},
        f"{HERE}similar/<pk>/join/<earlier>": {"": likely.replace("apart", "join")},
        f"{HERE}similar/joined/<pk>": {"": f"{HERE}similar/joined/{same.pk}"},
    }


def _answered(model):
    """A report whose author answered the decision."""
    return model.objects.filter(replied_at__isnull=False).earliest("pk").pk


def _shown(thread, by, now):
    """A picture of theirs."""
    file = BytesIO()
    Image.new("RGB", (20, 10)).save(file, "PNG")
    drawn = pictures.draw("a.png", BytesIO(file.getvalue()), file.tell()).described("What one sees")
    return writing.reply(thread, by=by, source="Look.", files=[drawn], now=now).attachments.get()


def make_new(makers, community, now):
    newcomer = makers["make_person"]("Noé")
    makers["join"](newcomer)
    return newcomer


def in_private(community, cast, life, now, *, make_person, join, **makers):
    """Chloé and the expert; the expert and Zélie, whose words were reported; three who were a group."""
    said = {"source": "Between us.", "now": now}
    own = private.begin(community, by=cast.chloe, people=[cast.bao], **said)
    answered = private.write(own.conversation, by=cast.bao, **said)
    removed = private.remove(private.write(own.conversation, by=cast.chloe, **said), by=cast.chloe, now=now)
    group = private.begin(community, by=cast.bao, people=[cast.chloe, life.person], **said).conversation
    taking_part.leave(group, by=cast.chloe, now=now)
    others = life.private
    report = reporting.report(others, by=cast.bao, reason="Harsh", now=now)
    blocking.block(cast.chloe, life.person, now=now)
    here = f"{HERE}messages"
    mine, theirs, left = own.conversation.pk, others.conversation_id, group.pk
    return {
        f"{here}/<pk>": {
            OWN: f"{here}/{mine}",
            "two other members’": f"{here}/{theirs}",
            "left by the learner": f"{here}/{left}",
        },
        f"{here}/words/<pk>": {
            OWN: f"{here}/words/{own.pk}",
            "said to the learner": f"{here}/words/{answered.pk}",
            "removed by the learner": f"{here}/words/{removed.pk}",
            "two other members’": f"{here}/words/{others.pk}",
        },
        f"{here}/files/<token>": {
            "of a reported message": f"{here}/files/{File.objects.get(message=others).token}",
            "of another": f"{here}/files/{File.objects.get(message__author=cast.bao).token}",
        },
        f"{here}/reports/<pk>": {"": f"{here}/reports/{report.pk}"},
        f"{here}/reports/<pk>/answer/": {"": f"{here}/reports/{_answered(PrivateReport)}/answer/"},
        f"{here}/members/<pk>": {
            OWN: f"{here}/members/{cast.places['chloe'].pk}",
            ANOTHERS: f"{here}/members/{cast.places['bao'].pk}",
        },
        "me/blocks/<pk>": {"blocked by the learner": f"me/blocks/{life.person.pk}"},
    }


def debates(community, cast, life, now, **makers):
    closes = {"closes_at": now + timedelta(days=7), "by": cast.ada, "now": now}
    debate = opening.open_debate(community, question="?!", source="?", positions=["a", "b"], **closes)
    poll = opening.open_poll(community, question="Which?", options=["a", "b"], method="single", **closes)
    first = debate.positions.get(number=1).pk
    return {
        f"{HERE}debates/<pk>": {"": f"{HERE}debates/{debate.pk}"},
        f"{HERE}debates/<pk>/position/": {"": f"{HERE}debates/{debate.pk}/position/?position={first}"},
        f"{HERE}debates/<pk>/position/undo/": {"": f"{HERE}debates/{debate.pk}/position/undo/"},
        f"{HERE}polls/<pk>": {"": f"{HERE}polls/{poll.pk}"},
    }


def chat(community, cast, life, now, **makers):
    room, chat = Room.objects.lasting(community), f"{HERE}chat"
    own, others, removed, lifted = (
        saying.say(room, by=person, text="How?", now=now)
        for person in (cast.chloe, life.person, life.person, cast.chloe)
    )
    saying.remove(removed, by=life.person, now=now)
    lifting.lift([lifted], title="How?", by=cast.chloe, now=now)
    report = chat_reports.report(others, by=cast.bao, reason="Harsh", now=now)
    return {
        f"{chat}/<pk>": {"": f"{chat}/{room.pk}"},
        f"{chat}/<pk>/days/<day>": {"": f"{chat}/{room.pk}/days/{room.day_of(now)}"},
        f"{chat}/messages/<pk>": {
            OWN: f"{chat}/messages/{own.pk}",
            ANOTHERS: f"{chat}/messages/{others.pk}",
            "removed by another member": f"{chat}/messages/{removed.pk}",
        },
        f"{chat}/messages/<pk>/unlift/": {OWN: f"{chat}/messages/{lifted.pk}/unlift/"},
        f"{chat}/reports/<pk>": {"": f"{chat}/reports/{report.pk}"},
        f"{chat}/reports/<pk>/answer/": {"": f"{chat}/reports/{_answered(ChatReport)}/answer/"},
    }


def resources(community, cast, life, now, **makers):
    """A sheet that the expert keeps, and another that is still a draft; both would be read again today."""
    known = {"review_on": community.today(now), "source": "Facts.", "now": now}
    own, draft = (
        sheets.draft(community, by=person, owner=person, title="Begin", **known)
        for person in (cast.bao, cast.ada)
    )
    sheets.publish(own, by=cast.bao, now=now)
    thread = writing.start(
        community, kind="discussion", title="Ways", by=cast.chloe, source="Ours?", now=now - timedelta(days=1)
    )
    syntheses.write(thread, by=cast.ada, source="In short.", up_to=1, now=now)
    here = f"{HERE}conversations/<pk>"
    of_thread = {"": f"{HERE}conversations/{thread.pk}"}
    pages = {
        f"{here}/{page}/": {"": f"{of_thread['']}/{page}/"} for page in ("synthesis", "messages", "sheets")
    }
    return pages | {
        f"{HERE}resources/sheets/<pk>": {
            "that the expert keeps": f"{HERE}resources/sheets/{own.pk}",
            "a draft of the LCM": f"{HERE}resources/sheets/{draft.pk}",
        }
    }
