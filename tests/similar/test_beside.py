"""Beside a question: those that resemble it and were answered, at no cost to the page of the question."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tisserand.communities.models import Community
from tisserand.conversations import writing
from tisserand.people import limits
from tisserand.ui import slots

from .conftest import RECAST, read_all


@pytest.fixture
def mine(write, library, cast):
    return write("Comment recadrer quelqu’un sans le blesser ?", "Il arrive toujours en retard.", by=cast.bao)


@pytest.fixture
def beside(as_person, cast):
    def beside(thread, who="bao", *, whole=False, client=None):
        headers = {} if whole else {"HX-Request": "true"}
        client = client or as_person(cast.people[who])
        return client.get(f"/c/distance/similar/{thread.pk}/near/", headers=headers)

    return beside


def titles(page):
    return [one.thread.title for one in page.context["found"]]


@pytest.mark.parametrize("whole", [False, True], ids=["in place", "a page"])
def test_what_was_answered_is_shown_with_its_answer(beside, mine, whole):
    page = beside(mine, whole=whole)
    assert titles(page) == [RECAST]
    text = page.content.decode()
    assert "Commencer par le fait." in text
    assert mine.get_absolute_url() in text or not whole
    assert ("<html" in text) is whole


def test_not_itself_nor_what_nobody_answered_and_three_at_most(beside, mine, write, cast, now):
    write("Recadrer un collègue sans le blesser", "Comment faire ?")
    assert titles(beside(mine)) == [RECAST]
    for number in range(4):
        write(f"Recadrer quelqu’un en retard sans le blesser, {number}", "Comment ?", "Ainsi.")
    assert len(titles(beside(mine))) == 3


def test_only_what_the_reader_may_see(beside, mine, cast, now):
    recast = mine.community.threads.get(title=RECAST)
    writing.delete(recast.posts.get(number=1), by=cast.chloe, now=now)
    read_all()
    assert titles(beside(mine)) == []


def test_not_what_is_asked_in_another_community(beside, mine, write, community, cast, now):
    other = Community.objects.create(
        organisation=community.organisation, name="Tisseuses", slug="tisseuses", language="fr"
    )
    for person in (cast.bao, cast.chloe):
        other.admit(person, "learner", by=None, now=now)
    write("Recadrer un collègue en retard sans le blesser", "Comment ?", "Non.", here=other)
    assert titles(beside(mine)) == [RECAST]


def test_who_asked_without_a_name_stays_nobody(beside, mine, write, community, cast, now):
    hidden = writing.start(
        community,
        kind="question",
        title="Recadrer quelqu’un en retard sans le blesser, mais comment ?",
        by=cast.chloe,
        source="Je n’ose pas.",
        now=now,
        without_name=True,
    )
    writing.reply(hidden, by=cast.ada, source="Osez.", now=now)
    read_all()
    page = beside(mine, whole=True)
    assert hidden.title in titles(page)
    line = page.content.decode().partition(hidden.title)[2].partition("</li>")[0]
    assert "Chloé" not in line
    assert "Osez." in line


@pytest.mark.parametrize(
    ("name", "status"), [("ada", 200), ("bao", 200), ("chloe", 200), ("dov", 404), (None, 302)]
)
def test_who_comes_in(beside, mine, client, name, status):
    assert beside(mine, name, client=None if name else client).status_code == status


def test_what_is_withdrawn_leads_nowhere(beside, mine, cast, now):
    writing.delete(mine.posts.get(number=1), by=cast.bao, now=now)
    assert beside(mine, "chloe").status_code == 404
    assert titles(beside(mine, "bao")) == []


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 30])
def test_numbers_of_nothing(as_person, cast, library, pk):
    assert as_person(cast.bao).get(f"/c/distance/similar/{pk}/near/").status_code == 404


def test_a_discussion_has_none(as_person, cast, library, beside):
    talk = library.community.threads.get(kind="discussion")
    assert titles(beside(talk)) == []
    assert "near-questions" not in as_person(cast.bao).get(talk.get_absolute_url()).content.decode()


def test_who_asks_too_often_is_shown_nothing(beside, mine, monkeypatch):
    monkeypatch.setattr(limits, "allowed", lambda *_: False)
    assert titles(beside(mine)) == []


@pytest.mark.parametrize(("language", "said"), [("en", "Others have asked"), ("fr", "D’autres ont demandé")])
def test_the_page_of_the_question_leads_there(as_person, cast, mine, language, said):
    cast.bao.language = language
    cast.bao.save()
    with translation.override(None):
        page = as_person(cast.bao).get(mine.get_absolute_url()).content.decode()
    assert f'<a href="/c/distance/similar/{mine.pk}/near/">{said}</a>' in page
    assert "Commencer par le fait." not in page


def count(client, url, **headers):
    client.get(url, headers=headers)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url, headers=headers).status_code == 200
    return len(asked)


def test_the_page_of_the_question_costs_no_statement_more(as_person, cast, mine, monkeypatch):
    bao, url = as_person(cast.bao), mine.get_absolute_url()
    with_it = count(bao, url)
    kept = [one for one in slots._panels["thread.aside"] if "others_have_asked" not in one[1]]
    assert len(kept) < len(slots._panels["thread.aside"])
    monkeypatch.setitem(slots._panels, "thread.aside", kept)
    assert count(bao, url) == with_it


def test_one_near_question_or_three_cost_the_same(as_person, cast, mine, write):
    bao, url = as_person(cast.bao), f"/c/distance/similar/{mine.pk}/near/"
    one = count(bao, url, **{"HX-Request": "true"})
    for number in range(2):
        write(f"Recadrer quelqu’un en retard sans le blesser, {number}", "Comment ?", "Ainsi.")
    assert count(bao, url, **{"HX-Request": "true"}) == one
