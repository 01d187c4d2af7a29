"""The pages of the letter: who may do what, what is seen before it goes, how far it is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.communities.models import Event
from tisserand.conversations import news
from tisserand.letter import approving
from tisserand.letter.models import Edition

pytestmark = pytest.mark.django_db
HERE = "/c/distance/letter/"


@pytest.fixture(autouse=True)
def back_then(time_machine_at):
    """The pages ask the community what time it is."""


@pytest.fixture
def time_machine_at(community, now):
    from django.utils import timezone

    community.set_back = timezone.now() - now
    community.save()


@pytest.fixture
def draft(community, cast, now):
    return approving.draft(community, by=cast.ada, now=now, subject="The letter", source="Hello.")


def fields(edition, **changed):
    day = (edition.leaves_at + timedelta(days=1)).date().isoformat()
    return {"subject": "Another", "text": "My words.", "chosen": "", "day": day, "hour": "09:30"} | changed


WHO = [("ada", 200), ("bao", 403), ("chloe", 403), ("dov", 404)]


@pytest.mark.parametrize("page", ["words/", "approval/", "paper/"])
@pytest.mark.parametrize(("name", "status"), WHO)
def test_only_who_plans_prepares_it(as_person, cast, draft, page, name, status):
    assert as_person(cast.people[name]).get(f"{HERE}{draft.pk}/{page}").status_code == status


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bao", 404), ("chloe", 404), ("dov", 404)])
def test_a_draft_is_for_who_prepares_it(as_person, cast, draft, name, status):
    assert as_person(cast.people[name]).get(f"{HERE}{draft.pk}/").status_code == status


def test_the_next_letter_begins_with_words_and_a_story(ada, cast, community, ask, answer, now):
    answer(ask(cast.chloe, "How do I begin?"), cast.bao, accepted=True)
    story = news.tell(community, by=cast.ada, title="The room", source="Opens.", now=now - timedelta(days=1))
    page = ada.post(f"{HERE}next/", follow=True)
    edition = Edition.objects.get()
    assert (edition.chosen, edition.leaves_at.astimezone(community.zone).isoweekday()) == (story, 1)
    assert "- How do I begin?" in edition.source
    assert "Bonjour" in edition.source  # the language of the community
    assert "The room" in page.text
    ada.post(f"{HERE}next/")
    assert Edition.objects.count() == 1


def test_words_are_kept_and_what_was_approved_is_a_draft_again(ada, cast, draft, now):
    approving.approve(draft, by=cast.ada, now=now, stamp=draft.stamp)
    page = ada.post(f"{HERE}{draft.pk}/words/", fields(draft))
    assert page.status_code == 302
    draft.refresh_from_db()
    assert (draft.subject, draft.text, draft.approved_at) == ("Another", "My words.", None)
    assert draft.leaves_at.astimezone(draft.community.zone).strftime("%H:%M") == "09:30"


WRONG = [
    {"subject": " "},
    {"day": "2020-01-01"},
    {"day": "x"},
    {"hour": "99"},
    {"chosen": "999999"},
    {"text": "x" * 60_000},
]


@pytest.mark.parametrize("changed", WRONG, ids=lambda one: next(iter(one)))
def test_what_cannot_be_is_said_at_its_field(ada, draft, changed):
    assert ada.post(f"{HERE}{draft.pk}/words/", fields(draft, **changed)).status_code == 422
    draft.refresh_from_db()
    assert draft.subject == "The letter"


def test_a_letter_without_words_is_allowed(ada, draft):
    assert ada.post(f"{HERE}{draft.pk}/words/", fields(draft, text=" ")).status_code == 302


def test_three_readers_who_differ_are_seen_before_it_goes(
    ada, cast, community, draft, ask, answer, make_cohort, make_person, join, now
):
    long_ago = now - timedelta(days=100)
    cast.places["bao"].joined_at, cast.places["bao"].active_days = long_ago, 40
    cast.places["bao"].save()
    late = join(make_person("Lateline"), at=long_ago)
    make_cohort("Watch", starts_on=now.date() - timedelta(days=10), members=[late])
    text = ada.get(f"{HERE}{draft.pk}/approval/").text
    for said in ("Chloé Martin", "Somebody who has just come", "Lateline", "Somebody who is late"):
        assert said in text
    for said in ("Bao Tran", "Somebody who is active", "A step that waits for you"):
        assert said in text
    assert "4 readers" in text
    assert "/one-click/" not in text  # what they may say is theirs to say


def test_it_is_read_as_any_reader(ada, cast, draft):
    assert "?member=" in ada.get(f"{HERE}{draft.pk}/approval/?q=bao").text
    text = ada.get(f"{HERE}{draft.pk}/approval/?member={cast.places['bao'].pk}").text
    assert "The one you chose" in text
    for other in ("0", "x", "9" * 40, "²"):
        assert ada.get(f"{HERE}{draft.pk}/approval/?member={other}").status_code == 200


def test_approving_is_an_act_of_who_read_these_words(ada, cast, draft, now):
    url = f"{HERE}{draft.pk}/approval/"
    for stamp in ("", "2020-01-01T00:00:00+00:00"):
        assert "read them again first" in ada.post(url, {"stamp": stamp}, follow=True).text
    draft.refresh_from_db()
    assert draft.approved_at is None
    page = ada.post(url, {"stamp": draft.stamp}, follow=True)
    draft.refresh_from_db()
    assert (draft.approved_by, "Approved: it leaves" in page.text) == (cast.ada, True)
    assert Event.objects.filter(verb="approved-letter", actor=cast.ada).count() == 1


def test_it_is_taken_back_until_it_is_composed(ada, cast, draft, story_of, compose):
    approving.approve(draft, by=cast.ada, now=draft.edited_at, stamp=draft.stamp)
    ada.post(f"{HERE}{draft.pk}/approval/undo/")
    draft.refresh_from_db()
    assert draft.approved_at is None
    approving.approve(draft, by=cast.ada, now=draft.edited_at, stamp=draft.stamp)
    Edition.objects.update(composing_at=draft.edited_at)
    assert "It has gone" in ada.post(f"{HERE}{draft.pk}/approval/undo/", follow=True).text
    for page in ("words/", "approval/"):
        assert ada.get(f"{HERE}{draft.pk}/{page}").url == f"{HERE}{draft.pk}/"
        assert ada.post(f"{HERE}{draft.pk}/{page}", fields(draft)).status_code == 302
    draft.refresh_from_db()
    assert draft.subject == "The letter"


@pytest.fixture
def story_of(community, cast, now):
    return news.tell(community, by=cast.ada, title="The room", source="Opens.", now=now - timedelta(days=1))


def test_members_read_those_that_have_gone(as_person, cast, community, approved, compose, story_of):
    edition = compose(
        approved(chosen=story_of), at=community.set_back + story_of.created_at + timedelta(days=1)
    )
    browser = as_person(cast.chloe)
    assert "The letter" in browser.get(HERE).text
    text = browser.get(f"{HERE}{edition.pk}/").text
    assert ("Hello to all." in text, "The room" in text, "Composed so far" in text) == (True, True, False)
    mine = browser.get(f"{HERE}{edition.pk}/mine/")
    assert 'class="qr"' in mine.text
    assert mine.headers["Cache-Control"].count("no-store") == 1
    assert as_person(cast.ada).get(f"{HERE}{edition.pk}/mine/").status_code == 404  # nothing in it for her


def test_how_far_it_is(ada, approved, draft, now):
    known = {"composing_at": now, "readers": 4, "by_mail": 1, "nothing": 1}
    Edition.objects.filter(pk=draft.pk).update(**known)
    page = ada.get(f"{HERE}{draft.pk}/")
    assert ('hx-trigger="every 2s"' in page.text, "50 %" in page.text) == (True, True)
    part = ada.get(f"{HERE}{draft.pk}/", headers={"HX-Request": "true"})
    assert ("<html" in part.text, "data-quiet" in part.text) == (False, True)
    Edition.objects.filter(pk=draft.pk).update(composed_at=now)
    assert "hx-trigger" not in ada.get(f"{HERE}{draft.pk}/").text


@pytest.mark.parametrize("page", ["", "approval/", "words/"])
def test_pages_ask_as_much_whatever_they_show(
    ada, cast, community, draft, ask, answer, make_person, join, now, page
):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert ada.get(f"{HERE}{draft.pk}/{page}").status_code == 200
        return len(queries)

    answer(ask(cast.chloe, "How do I begin?"), cast.bao)
    asked()
    first = asked()
    for n in range(3):
        member = join(make_person(f"Reader{n}"))
        answer(ask(member.person, f"And {n}?"), cast.bao)
        news.tell(community, by=cast.ada, title=f"News {n}", source="Yes.", now=now - timedelta(days=1))
    assert asked() == first
