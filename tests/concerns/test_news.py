"""News for everybody, and who has opened it: told to who runs the community, and of nothing else."""

import pytest

from tisserand.communities.models import Membership
from tisserand.conversations import announcing, news
from tisserand.conversations.models import Thread
from tisserand.mail import composing, kinds
from tisserand.mail.answering import find
from tisserand.mail.models import Envelope

from .ears import told


@pytest.fixture
def piece(community, cast, later):
    return news.tell(community, by=cast.ada, now=later(5), title="We meet on Friday", source="At ten.")


def test_news_is_for_everybody_whatever_they_hear(concerns, cast, piece, tune):
    tune("chloe", Membership.Hears.ADDRESSED)
    assert concerns(cast.chloe) == [("FOR_ME", "We meet on Friday", "News for everybody here.")]
    assert told("news") == ["Bao", "Chloé"]


def test_who_runs_the_community_sees_who_has_opened_it(cast, piece, visitor):
    ada, chloe = visitor(cast.ada), visitor(cast.chloe)
    page = ada.get(piece.get_absolute_url()).content.decode()
    assert "Opened by 0 of the 2 other members." in page
    page = chloe.get(piece.get_absolute_url()).content.decode()
    assert "see that you have opened it; they see it of nothing else" in page
    assert "Opened by" not in page
    page = ada.get(f"/c/distance/conversations/{piece.pk}/readers/").content.decode()
    assert "Opened by 1 of the 2 other members." in page
    assert "Bao Tran" in page
    assert "Chloé Martin" not in page


def test_of_nothing_else_is_it_told_who_has_read_it(cast, begin, visitor):
    thread = begin("Mine", by=cast.ada)
    visitor(cast.chloe).get(thread.get_absolute_url())
    ada = visitor(cast.ada)
    assert "Opened by" not in ada.get(thread.get_absolute_url()).content.decode()
    assert ada.get(f"/c/distance/conversations/{thread.pk}/readers/").status_code == 404


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bao", 403), ("chloe", 403), ("dov", 404)])
def test_only_who_runs_the_community_tells_news_and_sees_who_read(cast, piece, visitor, name, status):
    client = visitor(cast.people[name])
    assert client.get("/c/distance/conversations/news/new/").status_code == status
    assert client.get(f"/c/distance/conversations/{piece.pk}/readers/").status_code == status
    posted = client.post("/c/distance/conversations/news/new/", {"title": "Now", "text": "Words."})
    assert posted.status_code == (302 if status == 200 else status)


def test_nobody_makes_news_of_the_form_where_all_write(cast, visitor):
    said = {"kind": "news", "title": "Mine", "text": "For all."}
    assert visitor(cast.chloe).post("/c/distance/conversations/new/", said).status_code == 422
    assert not Thread.objects.filter(kind="news").exists()


def test_an_empty_piece_of_news_is_refused_with_what_to_do(cast, visitor):
    page = visitor(cast.ada).post("/c/distance/conversations/news/new/", {"title": "", "text": ""})
    assert page.status_code == 422
    assert "Give it a title, even a short one." in page.content.decode()


def test_news_by_mail_is_read_by_one_click(cast, piece, later, now):
    announcing.announce_some()
    envelope = Envelope.objects.get(kind="news", person=cast.chloe)
    envelope.claimed_at = later(20)
    kind = kinds.named("news")
    mail = composing.message(envelope, kind, composing.content(envelope, kind))
    assert "At ten." in mail.body
    assert "They see it of nothing else." in mail.body
    choice = find("read-news", cast.chloe, piece.pk, now=now)
    assert (choice.said, choice.undoable) == (False, False)
    choice.say(later(21))
    assert find("read-news", cast.chloe, piece.pk, now=now).said
    assert news.readers(piece) == news.Readers(read=1, members=2)
    assert composing.content(envelope, kind) is None, "read on the site, it is not mailed"


def test_replies_to_news_are_told_to_who_follows_only(cast, piece, say):
    told("news")
    say(piece)
    assert told("news") == ["Bao", "Chloé"]
    assert [one.items for one in Envelope.objects.filter(kind="news", person=cast.chloe)] == [
        [{"post": piece.posts.get(number=1).pk}]
    ]
