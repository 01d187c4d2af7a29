"""Run on the data of a site under test: `python rehearsal.py live`; it prints JSON."""

import json
import sys
import time

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import F, Max  # noqa: E402
from django.utils import timezone  # noqa: E402

from tisserand.conversations import attachments, writing  # noqa: E402
from tisserand.conversations.models import Attachment, Thread  # noqa: E402
from tisserand.demo import company  # noqa: E402
from tisserand.integrations.imports.models import Load  # noqa: E402
from tisserand.mail import outbox  # noqa: E402
from tisserand.people import links  # noqa: E402
from tisserand.people.models import Person  # noqa: E402
from tisserand.privacy import erasing  # noqa: E402
from tisserand.search import indexing  # noqa: E402
from tisserand.search.models import Passage, Term  # noqa: E402
from tisserand.search.terms_index import HasOneOf  # noqa: E402

PICTURE = bytes(range(256)) * 500
OF_THIS_RUN = {"config.Pulse", "sessions.Session", "contenttypes.ContentType", "auth.Permission"}


def live():
    """A company, and a row at least in what it leaves empty; where its test will go."""
    now = timezone.now()
    call_command("migrate", verbosity=0)
    company.build(now)
    person = Person.objects.get(given_name="Amina")
    thread = Thread.objects.filter(community__memberships__person=person).visible().first()
    sheet = attachments.Checked("odds.txt", "text/plain", PICTURE)
    text = "Tab\there, back\\slash, \\N, « é » ☕\r\nand\nlines."
    post = writing.reply(thread, by=person, source=text, now=now, files=[sheet])
    load = Load(community=thread.community, kind="people", name="people.csv", created_at=now)
    load.file.save("people.csv", ContentFile(b"Ada;Lovel\n"))
    outbox.post("sign-in", person, now=now, next="/me/")
    while indexing.follow_some():
        pass
    found = post.attachments.get()
    return {
        "link": links.issue(person, now=now),
        "thread": thread.get_absolute_url(),
        "file": f"/c/{thread.community.slug}/conversations/files/{found.token}/",
        "words": "« é » ☕",
    }


def more():
    """One reply with a file, and somebody is erased; then the same as `tell`."""
    reply()
    now = timezone.now()
    gone = Person.objects.get(given_name="Roland", family_name="Thiébaut")
    erasing.carry_out(erasing.ask(gone, by=gone, now=now), now)
    return tell() | {"erased": gone.pk}


def reply():
    thread, author = Thread.objects.visible().last(), Person.objects.get(given_name="Amina")
    sheet = attachments.Checked("note.txt", "text/plain", b"noted " * 500)
    return writing.reply(thread, by=author, source="Still here.", now=timezone.now(), files=[sheet]).pk


def write():
    """Reply again and again; a line for each that is kept, until somebody ends it."""
    while True:
        print(reply(), flush=True)
        time.sleep(0.01)


def tell():
    """Each table, row by row, in a form that no database changes; and what must agree in it."""
    kept = {
        model._meta.label: sorted(
            json.dumps(row, default=str, sort_keys=True) for row in model.objects.values()
        )
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in OF_THIS_RUN
    }
    torn = Thread.objects.annotate(last=Max("posts__number")).exclude(last=F("last_number"))
    unfound = [
        one.term for one in Term.objects.order_by("-passages", "pk")[:50] if finds(one) != one.passages
    ]
    gone = [one.name for one in Attachment.objects.all() if not one.file.storage.exists(one.file.name)]
    return {"rows": kept, "torn": torn.count(), "gone": gone, "unfound": unfound}


def finds(term):
    """In how many passages the index of the database finds it."""
    wanted = HasOneOf(term.community_id, [[term.term]])
    return Passage.objects.filter(wanted, community=term.community_id).count()


def earlier():
    """An older state of the database: an app without its last change, another not there at all."""
    call_command("migrate", verbosity=0)
    call_command("migrate", "newer", "0001", verbosity=0)
    call_command("migrate", "attention", "zero", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO newer_wish (text) VALUES ('a good year')")


def wishes():
    return list(apps.get_model("newer", "Wish").objects.values_list())


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]]()))
