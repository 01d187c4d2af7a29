"""What has a date: live sessions, the letter."""

from datetime import timedelta

from tisserand.conversations import news
from tisserand.letter import approving
from tisserand.letter import composing as letter_composing
from tisserand.meetings import afterwords, planning, reminding, signing_up
from tisserand.meetings import mailing as meeting_mails
from tisserand.meetings import telling as gatherings
from tisserand.meetings.models import Telling as Told

from . import FORMATTED


def sessions(community, cast, now):
    """One to which she is invited, one that she comes to, one moved, one called off, one that is over."""
    values = {
        "title": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk : ouvrons-le",
        "link": f"https://visio.sorvane.example/{'r' * 90}?mot-de-passe=1",
        "phone": "+33123456789",
        "phone_code": "4512#",
        "room": "Salle des machines, au fond du couloir",
        "description": FORMATTED,
        "minutes": 45,
        "places": 12,
        "leaders": [cast.bao],
        "by": cast.ada,
        "now": now,
    }
    starts = now + timedelta(days=3)
    invited, moved, gone, near = (planning.plan(community, starts_at=starts, **values) for _ in range(4))
    gatherings.invite(invited, by=cast.ada, now=now)
    for session in (moved, gone, near):
        signing_up.answer(session, "phone", member=cast.places["chloe"], by=cast.chloe, now=now)
    planning.change(moved, starts_at=starts + timedelta(days=1), by=cast.ada, now=now)
    planning.call_off(gone, reason="Bao est malade.", by=cast.ada, now=now)
    reminding.remind_some(starts - timedelta(hours=20))
    over = {"starts_at": now - timedelta(hours=2), "now": now - timedelta(days=1)}
    said = planning.plan(community, **(values | over))
    told = {"member": cast.places["chloe"], "by": cast.chloe, "now": now - timedelta(hours=3)}
    signing_up.answer(said, "phone", **told)
    afterwords.write(said, FORMATTED, recording="https://video.example/1", by=cast.ada, now=now)
    afterwords.talk_about_it(said, by=cast.ada, now=now)
    for told_of in Told.objects.all():
        meeting_mails.go_on(told_of.pk, present=now)


def letter(community, ada, now):
    """She has a step, an answer that waits for her, and a story that is long."""
    story = news.tell(community, by=ada, title="Ce que l’atelier a changé", source=FORMATTED * 2, now=now)
    said = {"subject": "La lettre de la semaine", "source": FORMATTED, "chosen": story, "leaves_at": now}
    edition = approving.draft(community, by=ada, now=now, **said)
    approving.approve(edition, by=ada, now=now, stamp=edition.stamp)
    later = now + timedelta(minutes=10)
    week = letter_composing.week_for(edition.pk, present=later)
    letter_composing.go_on(edition.pk, week, present=later)
