"""Every answer by one click as a phone draws it: without script, both languages, light and dark, before it is
given and after. Nothing wider than the window, nothing for axe.

`TISSERAND_PICTURES=/tmp/answers` keeps a picture of each there, to be looked at.
"""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from tests.post_office import DOMAIN, PostOffice
from tisserand.chat import reports as chat_reports
from tisserand.chat import saying
from tisserand.chat.models import Room
from tisserand.communities import charter
from tisserand.communities.models import Membership
from tisserand.conversations import announcing, reports, topics, writing
from tisserand.conversations.models import Post
from tisserand.debates import opening
from tisserand.mail import answering
from tisserand.meetings import planning
from tisserand.meetings.models import LiveSession
from tisserand.messages import reporting
from tisserand.messages import writing as private
from tisserand.programmes.models import Step

from .reasons import FORMATTED, everything

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}
PICTURES = os.environ.get("TISSERAND_PICTURES", "")
LINK = re.compile(r"https?://[^\s\"<>]+/a/([^\s\"<>/]+)/")
# Answers that no mail of the small world offers by a button of its own: whose, about what.
RHYTHMS = {"mail-each": 2, "mail-daily": 1, "mail-weekly": 1, "mail-addressed": 1, "mail-none": 1}


@pytest.fixture
def now():
    """The present: links grow old, decisions are answered within two weeks, sessions are to come."""
    return timezone.now()


@pytest.fixture
def links(live_server, settings, cast, community, now, make_cohort):
    """`links("fr")`: the address of each answer by one click, in that language, for who may give it."""

    def every(language):
        settings.SITE_URL = live_server.url
        everything.happen(
            language, cast=cast, community=community, now=now, make_cohort=make_cohort, settings=settings
        )
        _by_mail(PostOffice(now), cast)
        found = _in_mails(now)
        asked = _also_asked(community, cast, now) | _sessions(community, cast, now)
        asked |= _judged(community, cast, now)
        asked |= {name: (cast.chloe, number) for name, number in RHYTHMS.items()}
        found |= {name: answering.link(name, person, pk, now=now) for name, (person, pk) in asked.items()}
        return found

    return every


def _by_mail(post_office, cast):
    """A mail that is held, of which its person is asked whether it is theirs."""
    post_office.write(cast.chloe, f"distance@{DOMAIN}", FORMATTED, subject="Et par écrit ?")
    announcing.announce_some()


def _also_asked(community, cast, now):
    closes = {"by": cast.ada, "closes_at": now + timedelta(days=30), "now": now}
    several = opening.open_poll(
        community, question="Quels jours ?", options=["lundi", "jeudi"], method="several", **closes
    )
    ranked = opening.open_poll(
        community,
        question="Dans quel ordre ?",
        options=["le fait", "l’effet", "Donaudampfschifffahrt" * 4],
        method="ranked",
        **closes,
    )
    topic = topics.add(community, "Recadrer", by=cast.ada, now=now)
    written = charter.write(community, FORMATTED, by=cast.ada, again=True, now=now)
    Membership.objects.filter(person=cast.chloe).update(hears=Membership.Hears.ALL)
    return {
        "vote": (cast.chloe, several.options.earliest("pk").pk),
        "ballot": (cast.chloe, ranked.pk),
        "quiet-topic": (cast.chloe, topic.pk),
        "quiet-community": (cast.chloe, cast.places["chloe"].pk),
        "take-back": (cast.chloe, Post.objects.filter(author=cast.chloe).earliest("pk").pk),
        "accept-charter": (cast.chloe, written.pk),
        "step-late": (cast.chloe, Step.objects.latest("pk").pk),
    }


def _sessions(community, cast, now):
    places = {"title": "Se parler", "minutes": 45, "by": cast.ada, "now": now}
    places |= {
        "link": "https://visio.sorvane.example/1",
        "phone": "+33123456789",
        "room": "Salle des machines",
    }
    starts = now + timedelta(days=3)
    session = planning.plan(community, starts_at=starts, **places)
    circle = planning.plan(community, starts_at=starts, kind=LiveSession.Kind.CO_DEVELOPMENT, **places)
    met = {f"session-{said}": (cast.chloe, session.pk) for said in ("link", "phone", "room", "no")}
    return met | {f"session-{part}": (cast.chloe, circle.pk) for part in ("case", "help")}


def _judged(community, cast, now):
    """Three decisions that their author may answer."""
    said = {"decision": "removed", "reason": "Dites-le plus doucement. " * 6, "now": now}
    thread = writing.start(
        community, kind="question", title="Et lui ?", source=FORMATTED, by=cast.chloe, now=now
    )
    post = reports.report(thread.posts.get(), by=cast.bao, reason="Trop sec", now=now)
    reports.settle(post, by=cast.ada, **said)
    word = saying.say(Room.objects.lasting(community), by=cast.chloe, text=FORMATTED, now=now)
    room = chat_reports.report(word, by=cast.bao, reason="Trop sec", now=now)
    chat_reports.settle(room, by=cast.ada, **said)
    words = private.begin(community, by=cast.chloe, people=[cast.bao], source=FORMATTED, now=now)
    message = reporting.report(words, by=cast.bao, reason="Trop sec", now=now)
    reporting.settle(message, by=cast.places["ada"], **said)
    return {
        "reply-decision": (cast.chloe, post.pk),
        "reply-room": (cast.chloe, room.pk),
        "reply-private": (cast.chloe, message.pk),
    }


def _in_mails(now):
    """One link to each answer that a mail offers, rather one that was not given yet."""
    found, given = {}, {}
    for mail in everything.all_composed():
        for written in LINK.finditer(mail.body + mail.alternatives[0][0]):
            link = answering.read(written[1])
            choice = link.choice(now)
            if choice and (choice.button or choice.said):
                (given if choice.said else found).setdefault(link.answer, written[0])
    return given | found


# One scheme each is enough to judge; pictures are taken of all.
SEEN = [("fr", "light"), ("en", "dark"), *([("fr", "dark"), ("en", "light")] if PICTURES else [])]


@pytest.mark.parametrize(("language", "scheme"), SEEN)
def test_every_answer_on_a_phone(chromium, links, language, scheme):
    asked, faults = links(language), {}
    assert sorted(asked) == answering.names()
    with_script = chromium.new_context(viewport=PHONE, color_scheme=scheme)  # axe needs it
    without = chromium.new_context(viewport=PHONE, color_scheme=scheme, java_script_enabled=False)
    page, judged = without.new_page(), with_script.new_page()
    for name, link in sorted(asked.items()):
        judged.goto(link)
        found = [
            f"{one['id']}: {one['nodes'][0]['target']}" for one in Axe().run(judged).response["violations"]
        ]
        page.goto(link)
        found += _too_wide(page, f"{name}-asked-{language}-{scheme}")
        _answer(page)
        found += _too_wide(page, f"{name}-said-{language}-{scheme}")
        if found:
            faults[name] = found
    without.close()
    with_script.close()
    assert faults == {}


def _answer(page):
    form = page.locator("form.card")
    for box in form.locator("textarea:visible").all():
        box.fill(box.input_value() or FORMATTED[:60])
    if (phone := form.get_by_label(re.compile("numéro|number"))).count():
        phone.fill("06 12 34 56 78")
    if (button := form.locator("button.primary")).count():  # some say that there is nothing to say any more
        button.click()


def _too_wide(page, picture):
    if PICTURES:
        page.screenshot(path=Path(PICTURES, f"{picture}.png"), full_page=True)
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"{width} px wide"] if width > PHONE["width"] else []
