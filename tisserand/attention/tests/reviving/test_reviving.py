"""A discussion is revived: the form, the way that is kept, and what happened next."""

import pytest

from tisserand.attention import revived
from tisserand.attention.models import Outreach
from tisserand.conversations import writing
from tisserand.mail.models import Envelope

from ..conftest import DAY, words
from .conftest import read_all, way

pytestmark = pytest.mark.usefixtures("settled", "clock")


def url(line, **query):
    return "/c/distance/my-day/relaunch/?" + "&".join(
        f"{name}={value}" for name, value in {"signal": line.key, **query}.items()
    )


def test_each_way_fills_the_text_a_human_reads_again(as_person, cast, thread, helped, people, the_line):
    helped(people[2], "Opening a difficult meeting, how?")
    read_all()
    client, line = as_person(cast.ada), the_line()
    first = client.get(url(line))
    assert words(first).count("Take this way") == 2
    assert "We had stopped at these words of" in words(first)
    assert "seems close to it" in words(first)
    assert "@Zoé Roy" in words(client.get(url(line, way="person")))
    assert "Here is something on the same subject" in words(client.get(url(line, way="resource")))


@pytest.mark.parametrize("name", ["", "x", "person", "<b>", "question'"])
def test_a_way_that_is_not_offered_is_the_question(as_person, cast, thread, the_line, name):
    page = as_person(cast.ada).get(url(the_line(), way=name))
    assert (page.status_code, "We had stopped at these words of" in words(page)) == (200, True)


def test_who_is_named_is_told_and_the_way_is_kept(as_person, cast, thread, helped, people, the_line, now):
    helped(people[2])
    line, zoe = the_line(), people[2].person
    text = way(thread, now, "person").text
    said = {"signal": line.key, "text": text, "way": "person", "named": zoe.pk}
    assert as_person(cast.ada).post("/c/distance/my-day/relaunch/", said).status_code == 302
    act = Outreach.objects.get()
    assert (act.kind, act.way, act.named) == ("relaunched", "person", zoe)
    assert Envelope.objects.get(person=zoe).kind == "mention"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"way": "person", "text": "Who else?"}, ("", None)),
        ({"way": "person", "text": "@Zoé Roy?", "named": "x"}, ("", None)),
        ({"way": "person", "text": "@Zoé Roy?", "named": "9" * 30}, ("", None)),
        ({"way": "resource", "text": "No link"}, ("", None)),
        ({"way": "resource", "text": "See http://127.0.0.1:8000/c/distance/members/"}, ("resource", None)),
        ({"way": "question", "text": "What else?"}, ("question", None)),
        ({"way": "nothing", "text": "What else?"}, ("question", None)),
    ],
)
def test_a_way_is_kept_as_far_as_the_text_says_so(
    as_person, cast, thread, helped, people, the_line, said, kept, now
):
    helped(people[2], "Opening a difficult meeting, how?")
    read_all()
    first = {"signal": the_line().key, "named": people[2].person_id}
    as_person(cast.ada).post("/c/distance/my-day/relaunch/", first | said)
    act = Outreach.objects.get()
    assert (act.way, act.named) == kept


# What happened next


@pytest.fixture
def revive(thread, cast, now, the_line, helped, people):
    """By naming Zoé, nine days ago."""

    def make(days=9, **values):
        first = {"kind": "relaunched", "way": "person", "named": people[2].person, "done_by": cast.ada}
        said = first | {"thread": thread, "done_at": now - days * DAY} | values
        return Outreach.objects.create(community=thread.community, **said)

    return make


def test_the_thread_tells_who_leads_and_nobody_else(as_person, cast, thread, revive, people, now):
    revive()
    for person, days in ((people[0].person, 8), (people[2].person, 3), (cast.ada, 3), (people[1].person, 1)):
        writing.reply(thread, by=person, source="So.", now=now - days * DAY, notify=False)
    page = f"/c/distance/conversations/{thread.pk}/"
    said = words(as_person(cast.ada).get(page))
    assert "Ada, by naming Zoé Roy" in said
    assert "2 replies by others within seven days · Zoé replied" in said
    for name in ("bao", "chloe"):
        assert "Revived, and then" not in words(as_person(cast.people[name]).get(page))


def test_what_followed_counts_each_way_and_concludes_nothing_of_a_few(
    as_person, cast, thread, revive, people, now
):
    revive()
    revive(30, way="question", named=None)
    revive(31, way="", named=None)
    revive(400)
    revive(5, withdrawn_at=now)
    writing.reply(thread, by=people[2].person, source="So.", now=now - 5 * DAY, notify=False)
    assert [
        (row.way, row.times, row.answered, row.named_replied, row.conclusive)
        for row in revived.by_way(thread.community, now)
    ] == [("question", 1, 0, None, False), ("person", 1, 1, 1, False), ("", 1, 0, None, False)]
    page = words(as_person(cast.ada).get("/c/distance/my-day/followed/"))
    assert page.count("Fewer than 20 times: one cannot conclude yet.") == 3
    assert "who was named replied: 1 time" in page


def test_from_twenty_on_the_counts_stand_by_themselves(thread, revive, now):
    for hours in range(20):
        revive(9 + hours / 24)
    (row,) = revived.by_way(thread.community, now)
    assert (row.times, row.conclusive) == (20, True)
