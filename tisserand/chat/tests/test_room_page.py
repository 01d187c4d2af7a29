"""The page of a room: whole without scripts, in a constant number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.chat import lifting, page, saying
from tisserand.chat.models import ChatMessage
from tisserand.people import limits


@pytest.fixture(autouse=True)
def clock(here):
    return here


def test_one_says_something_and_comes_back_to_it(reader, cast, room):
    chloe = reader(cast.chloe)
    said = chloe.post(f"/c/distance/chat/{room.pk}/messages/", {"text": "Good morning."})
    assert said.url == "/c/distance/chat/#message-1"
    shown = chloe.get("/c/distance/chat/").content.decode()
    assert 'id="message-1"' in shown
    assert "Good morning." in shown
    assert 'role="log"' in shown


@pytest.mark.parametrize("text", ["", "é" * 2001, "x" * 1_000_000])
def test_what_is_refused_stays_in_the_box(reader, cast, room, text):
    answer = reader(cast.chloe).post(f"/c/distance/chat/{room.pk}/messages/", {"text": text})
    assert answer.status_code == 422
    assert (text[:100] in answer.content.decode(), ChatMessage.objects.count()) == (True, 0)


def test_a_script_is_answered_shortly(reader, cast, room):
    chloe = reader(cast.chloe)
    asked = {"path": f"/c/distance/chat/{room.pk}/messages/", "headers": {"Accept": "application/json"}}
    made = chloe.post(data={"text": "Hello", "form_token": "a"}, **asked).json()
    again = chloe.post(data={"text": "Hello", "form_token": "a"}, **asked).json()
    refused = chloe.post(data={"text": ""}, **asked)
    assert made["form_token"] != again["form_token"]
    assert (refused.status_code, refused.json()["problems"]) == (422, ["Write a few words first."])
    assert ChatMessage.objects.count() == 1


def test_a_machine_is_slowed_down_and_a_person_is_not(reader, cast, room):
    chloe = reader(cast.chloe)
    limits.forget()
    statuses = [
        chloe.post(f"/c/distance/chat/{room.pk}/messages/", {"text": f"{n}"}).status_code for n in range(41)
    ]
    assert statuses == [302] * 40 + [422]


@pytest.mark.parametrize(
    ("who", "lifts", "reports", "removes"),
    [("chloe", 1, 0, 1), ("bao", 0, 1, 0), ("ada", 1, 1, 1)],
)
def test_each_sees_the_acts_that_are_theirs(reader, cast, said, who, lifts, reports, removes):
    said()
    shown = reader(cast.people[who]).get("/c/distance/chat/").content.decode()
    found = [
        f"/messages/1/{act}/".replace("1", str(ChatMessage.objects.get().pk)) in shown
        for act in ("lift", "report", "remove")
    ]
    assert found == [bool(lifts), bool(reports), bool(removes)]


def test_what_was_removed_leaves_a_trace_and_no_words(reader, cast, said, now):
    message = said("Something harsh")
    saying.remove(message, by=cast.ada, now=now, reason="Harsh")
    shown = reader(cast.bao).get("/c/distance/chat/").content.decode()
    assert ("harsh" in shown, "removed by those who run" in shown) == (False, True)


def test_what_names_the_reader_stands_out(reader, cast, said):
    said("Hello @Bao")
    for who, marked in (("bao", True), ("ada", False)):
        assert ("names-me" in reader(cast.people[who]).get("/c/distance/chat/").content.decode()) == marked


def test_earlier_messages_are_a_page_away(reader, cast, said):
    for number in range(page.SHOWN + 3):
        said(f"Number {number}.")
    chloe = reader(cast.chloe)
    last = chloe.get("/c/distance/chat/").content.decode()
    assert ("?before=4" in last, "Number 2." in last, "Number 3." in last) == (True, False, True)
    before = chloe.get("/c/distance/chat/?before=4").content.decode()
    assert ("Number 2." in before, "Number 3." in before, "data-stream" in before) == (True, False, False)


@pytest.mark.parametrize("asked", ["x", "-1", "0", "9" * 40, "²", ""])
def test_an_address_may_hold_anything(reader, cast, said, asked):
    said()
    assert reader(cast.chloe).get(f"/c/distance/chat/?before={asked}").status_code == 200


def test_what_is_no_longer_kept_is_not_shown(reader, cast, said, clock, now):
    message = said("Long ago")
    clock.moment = now + timedelta(days=91)
    chloe = reader(cast.chloe)
    assert "Long ago" not in chloe.get("/c/distance/chat/").content.decode()
    assert chloe.get(f"/c/distance/chat/messages/{message.pk}/remove/").status_code == 404


def test_presence_is_not_shown(reader, cast, said):
    """Who reads and says nothing is nowhere on the page."""
    said(by=cast.bao)
    reader(cast.ada).get("/c/distance/chat/")
    assert "Ada" not in reader(cast.chloe).get("/c/distance/chat/").content.decode()


def test_one_message_or_thirty_cost_the_same(reader, cast, said, now):
    chloe, counts = reader(cast.chloe), []
    chloe.get("/c/distance/chat/")
    for several in (1, 30):
        for number in range(several):
            said(f"@Bao {number}?", by=(cast.bao, cast.ada)[number % 2])
        lifting.lift([said("Why?")], title="Why", by=cast.chloe, now=now)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            chloe.get("/c/distance/chat/")
        counts.append(len(asked))
    assert counts[0] == counts[1] < 16


def test_it_speaks_french(client, cast, said):
    cast.chloe.language = "fr"
    cast.chloe.save()
    said()
    client.force_login(cast.chloe)
    shown = client.get("/c/distance/chat/").content.decode()
    assert ("Rafraîchir" in shown, "En faire une question" in shown) == (True, True)


def test_the_room_is_made_once_in_the_words_of_its_community(community, room, cast, reader):
    reader(cast.chloe).get("/c/distance/chat/")
    assert community.rooms.count() == 1
    assert room.name == "Le salon"
