"""Nobody else reads it: no role, no page, no search, no export, no journal."""

from datetime import timedelta
from io import BytesIO

import pytest

from tisserand.attention import today
from tisserand.attention.about_person import about_person
from tisserand.attention.day import day
from tisserand.communities.models import Event, Membership
from tisserand.mail.models import Envelope, Letter
from tisserand.mail.outbox import deliver_due
from tisserand.mail.written import files
from tisserand.messages import taking_part
from tisserand.messages.models import File, Message
from tisserand.search import indexing
from tisserand.search.models import Document, Passage, Spelling, Term
from tisserand.search.sources import all_sources

SECRET = "Zanzibar"
LIST = "/c/distance/messages/"


@pytest.fixture
def secret(begin):
    plan = files.check("zanzibar.txt", BytesIO(b"Zanzibar"), 8)
    return begin(source=f"{SECRET} between us.", files=[plan])


@pytest.mark.parametrize(("name", "status"), [("ada", 404), ("bao", 200), ("chloe", 200), ("dov", 404)])
def test_who_may_read_a_conversation(secret, cast, reader, name, status):
    browser, file = reader(cast.people[name]), File.objects.get()
    assert browser.get(f"{LIST}{secret.conversation_id}/").status_code == status
    assert browser.get(f"{LIST}files/{file.token}/").status_code == status


def test_an_administrator_who_is_a_member_reads_nothing_either(secret, cast, reader):
    cast.ada.is_administrator = True
    cast.ada.save()
    file = File.objects.get()
    for page in (f"{LIST}{secret.conversation_id}/", f"{LIST}files/{file.token}/"):
        assert reader(cast.ada).get(page).status_code == 404


@pytest.mark.parametrize("act", ["edit", "remove", "restore", "report"])
def test_nobody_else_acts_on_a_message(secret, cast, reader, act):
    for way in ("get", "post"):
        response = getattr(reader(cast.ada), way)(f"{LIST}words/{secret.pk}/{act}/")
        assert response.status_code in (404, 405)


@pytest.mark.parametrize("act", ["words", "people", "people/undo", "leave", "return", "mute", "unmute"])
def test_nobody_else_acts_on_a_conversation(secret, cast, reader, act):
    before = list(secret.conversation.participations.values())
    assert (
        reader(cast.ada).post(f"{LIST}{secret.conversation_id}/{act}/", {"text": "Hello"}).status_code == 404
    )
    assert list(secret.conversation.participations.values()) == before


def test_through_another_community_it_is_not_found(secret, cast, community, reader, now):
    elsewhere = type(community).objects.create(
        organisation=community.organisation, name="Weavers", slug="weavers"
    )
    elsewhere.admit(cast.chloe, by=None, now=now)
    there = reader(cast.chloe)
    assert there.get(f"/c/weavers/messages/{secret.conversation_id}/").status_code == 404
    assert there.get(f"/c/weavers/messages/words/{secret.pk}/remove/").status_code == 404
    assert there.get(f"/c/weavers/messages/files/{File.objects.get().token}/").status_code == 404
    assert SECRET not in there.get("/c/weavers/messages/").content.decode()


def test_no_page_of_the_lcm_says_who_writes_to_whom(secret, answer, cast, reader, now):
    """Their pages are the same, word for word, as if nothing had been written."""
    ada = reader(cast.ada)
    place = cast.places["chloe"].pk
    pages = [
        "my-day/",
        f"members/{place}/",
        "members/",
        "conversations/",
        "conversations/reports/",
        "search/?q=Zanzibar",
        "",
    ]
    for page in pages:
        said = ada.get(f"/c/distance/{page}").content.decode()
        assert "between us" not in said
        assert SECRET not in said or "search/" in page
    assert about_person(cast.places["chloe"], now).outreach == []
    signals = day(cast.places["ada"].community, now).signals
    assert not [signal for signal in signals if signal.indicator == "private_reported"]


def test_no_index_holds_it(secret, answer, cast, reader):
    answer(secret, source=f"{SECRET}, yes.")
    indexing.follow_some()
    assert not [one for one in all_sources() if type(one).__module__.startswith("tisserand.messages")]
    assert [model.objects.count() for model in (Document, Passage, Term, Spelling)] == [0] * 4


def test_a_word_in_private_is_a_day_of_presence_and_no_more(secret, answer, cast, now):
    answer(secret, via=Message.Via.MAIL, now=now)
    [line] = Event.objects.all()
    assert (line.verb, line.actor, line.object_type, line.detail) == ("visited", cast.chloe, "", {})
    assert Membership.objects.get(person=cast.chloe).last_active_on == now.date()


def test_traces_of_mail_say_that_it_was_private_and_nothing_else(secret, cast, now, settings):
    settings.EMAIL_BACKEND = "tisserand.mail.mailbox.Mailbox"
    deliver_due(now + timedelta(minutes=3))
    sent = Envelope.objects.get(kind="private-message")
    assert (sent.state, sent.subject) == ("sent", "Private message · Leading at a distance")
    kept = Letter.objects.get(envelope=sent)
    told = " ".join([kept.sender, kept.subject, kept.text, kept.html, bytes(kept.raw).decode()])
    for word in (SECRET, "Bao", "Tran"):
        assert word not in told
    assert "for its reader alone" in kept.text


def test_in_a_demonstration_the_mail_box_shows_it(secret, now, settings):
    settings.EMAIL_BACKEND, settings.DEMO = "tisserand.mail.mailbox.Mailbox", True
    deliver_due(now + timedelta(minutes=3))
    assert SECRET in Letter.objects.get().text


def test_the_day_of_the_learner_tells_of_it_in_words(secret, cast, reader, now):
    page = reader(cast.chloe).get("/c/distance/").content.decode()
    assert "Bao wrote to you privately" in page
    assert SECRET not in page
    assert today.private_word(cast.places["bao"]) is None
    taking_part.note_reading(secret.conversation, cast.chloe, up_to=1, now=now)
    assert today.private_word(cast.places["chloe"]) is None


def test_my_own_page_says_that_nobody_here_sees_it(cast, reader):
    page = reader(cast.chloe).get("/c/distance/about-me/").content.decode()
    assert "What nobody here sees" in page
    assert "nor to whom you write" in page


def test_a_file_is_served_so_that_nothing_in_it_can_run(secret, cast, reader):
    file = File.objects.get()
    response = reader(cast.chloe).get(f"{LIST}files/{file.token}/")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-store"
    assert file.file.name.startswith("private/")
    assert "zanzibar" not in file.file.name
    Message.objects.update(deleted_at=secret.created_at)
    assert reader(cast.chloe).get(f"{LIST}files/{file.token}/").status_code == 404
