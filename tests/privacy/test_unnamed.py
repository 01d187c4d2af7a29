"""Who asks without their name cannot be told from anybody else, by anybody, anywhere.

Two members alike but for their names. The same life of a question, asked by one, then by the other: every
page of the site, every mail that leaves and every export of somebody else must be the same to the last
letter. What differs tells who asked, in whatever way: a name, an address, an id, an order, a count.
"""

import difflib
import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction

from tests.doors.visitor import Visitor
from tests.test_doors import addresses
from tisserand.communities import charter
from tisserand.communities.models import Community
from tisserand.conversations import announcing, ordering, reports, writing
from tisserand.conversations.models import Post, Thread
from tisserand.letter import approving
from tisserand.letter import composing as letters
from tisserand.mail import composing, kinds
from tisserand.mail.models import Envelope
from tisserand.people import held
from tisserand.people.models import Person
from tisserand.resources import sheets, syntheses
from tisserand.search import indexing
from tisserand.thanks import saying

TITLE = "Comment dire non sans blesser"
SECRET = re.compile(
    r"csrfmiddlewaretoken\" value=\"[^\"]+|csrf-token\" content=\"[^\"]+|form_token\" value=\"[^\"]+"
    r"|nonce=\"[^\"]+|X-CSRFToken[^}]+"
)
EARLIER = timedelta(days=3)
HIDDEN = {"without_name": True, "told_lcm": True}
CHANCE = {"Content-Type", "Message-ID", "Date"}


@pytest.fixture
def twins(make_person, join, community, now):
    """Both come today, follow nothing, and have never written."""
    people = [
        make_person(given, family) for given, family in (("Zéphyrine", "Aubrac"), ("Wandrille", "Quint"))
    ]
    for person in people:
        join(person, at=now - timedelta(days=60))
        community.note_visit(person, now - EARLIER)
        community.note_visit(person, now)
    return people


def live(community, cast, asker, now):
    """A question, its answers, what its asker says of them, and all that may be done with it."""
    at = now - EARLIER
    asked = writing.start(
        community,
        kind="question",
        title=TITLE,
        by=asker,
        source="Je n’ose pas refuser un report.",
        **HIDDEN,
        now=at,
    )
    answer = writing.reply(asked, by=cast.bao, source="Commence par un fait.", now=at + timedelta(hours=1))
    again = writing.reply(asked, by=asker, source="Quel fait ?", now=at + timedelta(hours=2))
    said = writing.reply(asked, by=cast.chloe, source="Une date.", quotes=again, now=at + timedelta(hours=3))
    writing.edit(again, by=asker, source="Quel fait, au juste ?", now=at + timedelta(hours=3))
    gone = writing.reply(asked, by=asker, source="Oubliez.", now=at + timedelta(hours=4))
    writing.delete(gone, by=asker, now=at + timedelta(hours=4))
    asked.find_unsolved(by=asker, now=at + timedelta(hours=5))
    asked.accept(answer, by=asker, now=at + timedelta(hours=6))
    asked.unaccept(by=asker, now=at + timedelta(hours=6))
    asked.accept(said, by=asker, now=at + timedelta(hours=6))
    reports.report(again, by=cast.chloe, reason="Trop sec", now=at + timedelta(hours=7))
    judged(asked, cast, asker, at + timedelta(hours=8))
    saying.say(answer, "thanks", by=asker, now=now)
    saying.say(said, "useful", by=asker, now=now)
    syntheses.write(asked, by=cast.ada, source="> Quel fait, au juste ?\n> [#3]", up_to=4, now=now)
    sheet = sheets.draft(
        community,
        by=cast.ada,
        owner=cast.bao,
        title="Dire non",
        source="Un fait, une date.",
        thread=asked,
        posts=[asked.posts.get(number=1), again],
        review_on=now.date(),
        now=now,
    )
    sheets.publish(sheet, by=cast.ada, now=now)
    waits = writing.start(
        community,
        kind="help",
        title=f"{TITLE} encore",
        by=asker,
        source="Rien ne s’ouvre.",
        **HIDDEN,
        now=at,
    )
    named = writing.start(
        community, kind="question", title="Refuser", by=cast.chloe, source="Comment ?", now=at
    )
    moved = writing.start(
        community,
        kind="question",
        title=f"{TITLE} bis",
        by=asker,
        source="Pareil.",
        **HIDDEN,
        now=at,
    )
    helpful = writing.reply(moved, by=cast.bao, source="Dis ce que tu peux.", now=at)
    saying.say(helpful, "thanks", by=asker, now=at)
    ordering.merge(moved, into=named, by=cast.ada, now=now)
    named.refresh_from_db()
    after = writing.reply(named, by=asker, source="Merci à vous.", now=now)
    done = ordering.split(asked, [again.pk], title="Quel fait", by=cast.ada, now=now)
    gone, coming = on_paper(community, cast, asker, now)
    return {
        "asked": asked,
        "waits": waits,
        "named": named,
        "split": done.into,
        "answer": answer,
        "again": again,
        "after": after,
        "sheet": sheet,
        "letter": gone,
        "next letter": coming,
    }


def judged(asked, cast, asker, at):
    """A message of theirs is reported, removed, defended and judged again."""
    rude = writing.reply(asked, by=asker, source="Quelle idée.", now=at)
    report = reports.report(rude, by=cast.chloe, reason="Moqueur", now=at)
    reports.settle(report, decision="removed", reason="On ne se moque pas", by=cast.ada, now=at)
    reports.reply(report, by=asker, text="Je ne riais pas.", now=at)
    report.refresh_from_db()
    reports.answer(report, revised=False, reason="On comprend autre chose", by=cast.ada, now=at)


def on_paper(community, cast, asker, now):
    """A letter that goes to everybody, printed for who asked; and the draft of the next one."""
    both = Person.objects.exclude(pk__in=[one.pk for one in cast.people.values()])
    both.update(reached_by=Person.ReachedBy.IN_PERSON)
    gone = approving.draft(community, by=cast.ada, now=now - EARLIER, leaves_at=now - timedelta(hours=1))
    approving.approve(gone, by=cast.ada, now=now - EARLIER, stamp=gone.stamp)
    week = letters.week_for(gone.pk, present=now)
    while letters.go_on(gone.pk, week, present=now):
        pass
    return gone, approving.draft(community, by=cast.ada, now=now)


def of_the_site(things, cast, community):
    """Each address of a community, with every number of ours in the place of its number."""
    threads = sorted({one.pk for key, one in things.items() if key in ("asked", "waits", "named", "split")})
    posts = [things["answer"].pk, things["again"].pk, things["after"].pk]
    places = [member.pk for member in community.memberships.all()]
    numbers = {
        "conversations/<": threads,
        "similar/<": threads,
        "conversations/posts/": posts,
        "members/": places,
        "support/<": places,
        "resources/sheets/": [things["sheet"].pk],
        "letter/<": [things["letter"].pk, things["next letter"].pk],
    }
    for address, _view in addresses():
        if not address.startswith("c/<slug:community>/"):
            continue
        inside = address.removeprefix("c/<slug:community>/")
        ours = [some for beginning, some in numbers.items() if inside.startswith(beginning)]
        path = f"/c/{community.slug}/{inside}"
        if "<" not in path and not path.endswith("/programmes/new/"):  # its hidden fields come in any order
            yield path
        elif ours and path.count("<") == 1 and "<int:pk>" in path:
            yield from (path.replace("<int:pk>", str(number)) for number in ours[0])
    for place in places:
        yield f"/c/{community.slug}/letter/{things['next letter'].pk}/approval/?member={place}"
    for need in ("recent", "waiting", "for-me", "solved"):
        yield f"/c/{community.slug}/conversations/{need}/"
    yield f"/c/{community.slug}/conversations/people/?q=z"
    elsewhere = Community.objects.get(slug="elsewhere")
    for one in (thing for thing in things.values() if isinstance(thing, Thread | Post)):
        yield f"/c/{community.slug}/conversations/{one.pk}/move/?to={elsewhere.pk}"
        yield f"/c/{community.slug}/conversations/{one.pk}/merge/?into={things['named'].pk}"
    for words in ("fait", "report", "Zéphyrine", "Wandrille", TITLE):
        yield f"/c/{community.slug}/search/?q={words}"
    for author in ("Zéphyrine", "Wandrille", "Aubrac"):
        yield f"/c/{community.slug}/search/?q=fait&author={author}"
    yield f"/c/{community.slug}/similar/?title={TITLE}"


def told(community, everybody, cast, asker, now):
    """All that everybody else is shown and sent: by who and where, what."""
    found = {}
    things = live(community, cast, asker, now)
    while indexing.follow_some() or announcing.announce_some():
        pass
    for name in everybody:
        person = cast.people[name]
        browser = Visitor(person)
        for path in of_the_site(things, cast, community):
            response = browser.forgotten("get", path)
            body = b"" if response.streaming else response.content
            found[name, path] = (response.status_code, SECRET.sub("…", body.decode(errors="replace")))
        for one in held.all_holdings():
            found[name, one.key] = ("", "\n".join(map(repr, one.rows(person))))
    for mail in Envelope.objects.exclude(person=asker).order_by("pk"):
        found["mail", mail.pk] = said_by_mail(mail, now)
    return found


def said_by_mail(mail, now):
    """Its headers and both its parts; None when it has lost its reason."""
    mail.claimed_at, kind = now, kinds.named(mail.kind)
    said = composing.content(mail, kind)
    if said is None:
        return mail.kind, mail.person_id, ""
    made = composing.message(mail, kind, said)
    head = sorted((name, value) for name, value in made.message().items() if name not in CHANCE)
    return mail.kind, mail.person_id, repr((head, made.body, made.alternatives))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL never gives a number twice")
@pytest.mark.parametrize("may_look", [False, True], ids=["hidden", "charter lets the LCM look"])
def test_nothing_that_others_see_depends_on_who_asked(community, cast, twins, may_look, now):
    """Where the charter lets the LCM look, nothing tells before they have asked to see the name."""
    elsewhere = Community.objects.create(
        organisation=community.organisation, name="Weavers", slug="elsewhere"
    )
    elsewhere.admit(cast.ada, "lcm", by=None, now=now)
    if may_look:
        charter.write(community, "We answer.", by=cast.ada, again=True, now=now)
        for member in community.memberships.present():
            charter.to_accept(member) and charter.to_accept(member).accept(member, now=now)
        community.unnamed_questions = "lcm"
        community.save()
    seen = []
    with time_machine.travel(now, tick=False):
        for asker in twins:
            with transaction.atomic():
                seen.append(
                    told(community, ("ada",) if may_look else ("ada", "chloe", "bao"), cast, asker, now)
                )
                transaction.set_rollback(True)
    one, other = seen
    assert one.keys() == other.keys()
    different = {
        where: shown(one[where][-1], other[where][-1]) for where in one if one[where] != other[where]
    }
    assert different == {}
    pages = [
        body for (_who, _where), value in one.items() if isinstance(value, tuple) for body in [value[-1]]
    ]
    assert sum(TITLE in body for body in pages) > 20


def shown(one, other):
    """Where two differ, briefly: what a failure says."""
    lines = difflib.unified_diff(str(one).splitlines(), str(other).splitlines(), n=0, lineterm="")
    return [line[:300] for line in lines if not line.startswith(("---", "+++", "@@"))][:6]
