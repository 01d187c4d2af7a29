from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tisserand.conversations import writing
from tisserand.resources import reading, sheets
from tisserand.resources.models import Publication, Sheet, Version

HERE = "/c/distance/resources/sheets"


def state(sheet):
    return Sheet.objects.with_state().get(pk=sheet.pk).state


def test_a_draft_then_published_then_withdrawn_each_with_who_and_when(make_sheet, cast, now, community):
    sheet = make_sheet()
    assert state(sheet) == "draft"
    sheets.publish(sheet, by=cast.bao, now=now)
    assert state(sheet) == "published"
    later = now + timedelta(days=1)
    sheets.withdraw(sheet, by=cast.ada, now=later)
    assert state(sheet) == "withdrawn"
    [row] = Publication.objects.all()
    assert (row.published_by, row.published_at, row.withdrawn_by, row.withdrawn_at) == (
        cast.bao,
        now,
        cast.ada,
        later,
    )
    sheets.publish(sheet, by=cast.ada, now=later)
    assert (state(sheet), Publication.objects.count()) == ("published", 2)
    said = community.events.about(sheet).order_by("pk").values_list("verb", flat=True)
    assert list(said) == ["drafted", "published", "took-down", "published"]


def test_published_once_at_a_time(make_sheet, cast, now):
    sheet = make_sheet()
    assert sheets.publish(sheet, by=cast.bao, now=now) == sheets.publish(sheet, by=cast.ada, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(sheet=sheet, published_at=now)
    sheets.withdraw(sheet, by=cast.bao, now=now)
    sheets.withdraw(sheet, by=cast.ada, now=now)
    assert Publication.objects.get().withdrawn_by == cast.bao


def test_it_keeps_where_it_comes_from(make_sheet, thread, post, cast, now):
    sheet = make_sheet("Facts.\n\n> keep silent\n> [#3]", thread=thread, posts=[post(1)])
    assert [(one.number, one.author) for one in reading.origins(sheet)] == [(1, cast.chloe), (3, cast.bao)]
    writing.delete(post(3), by=cast.bao, now=now)
    assert [one.number for one in reading.origins(sheet)] == [1]


def test_without_a_conversation_nothing_can_be_quoted(make_sheet):
    with pytest.raises(ValidationError):
        make_sheet("> keep silent\n> [#3]")
    assert not Sheet.objects.exists()


def test_the_same_form_twice_is_one_sheet(make_sheet):
    assert make_sheet(form_token="a") == make_sheet(form_token="a")
    assert Sheet.objects.count() == 1


def test_revised_with_what_it_said_before(make_sheet, cast, now, community):
    sheet = make_sheet()
    said = {"owner": cast.ada, "review_on": sheet.review_on, "now": now}
    sheets.revise(sheet, by=cast.bao, title="Begin", source="Begin with facts.", **said)
    sheets.revise(sheet, by=cast.bao, title="Begin", source="Begin with facts.", **said)
    sheet.refresh_from_db()
    assert (sheet.title, sheet.owner) == ("Begin", cast.ada)
    versions = Version.objects.of(sheet).values_list("number", "title")
    assert list(versions) == [(2, "Begin"), (1, "Begin a hard talk")]
    assert community.events.filter(verb="revised").count() == 1


def test_whoever_asked_or_followed_is_told_once(make_sheet, thread, cast, now, tell, mails):
    thread.unfollow(cast.chloe, now=now)
    thread.follow(cast.ada, now=now)
    sheet = make_sheet(thread=thread, published=True)
    assert (tell(9), mails()) == (0, [])
    tell()
    assert sorted(mails()) == [("sheet", "Ada"), ("sheet", "Chloé")]  # Bao published it
    sheets.withdraw(sheet, by=cast.bao, now=now)
    sheets.publish(sheet, by=cast.bao, now=now)
    assert (tell(60), len(mails())) == (0, 2)


def test_a_sheet_from_nothing_is_told_to_nobody(make_sheet, tell, mails):
    make_sheet(published=True)
    assert (tell(), mails()) == (1, [])


def test_read_again_when_its_day_has_come(make_sheet, cast, now, community):
    today = community.today(now)
    sheet = make_sheet(published=True, review_on=today)
    assert list(Sheet.objects.to_review(today)) == [sheet]
    sheets.find_right(sheet, by=cast.bao, now=now)
    sheet.refresh_from_db()
    assert sheet.review_on == today + timedelta(weeks=52)
    with pytest.raises(ValidationError):
        sheets.find_right(sheet, by=cast.bao, now=now)
    assert sheets.take_back_review(sheet, by=cast.bao, now=now)
    assert not sheets.take_back_review(sheet, by=cast.bao, now=now)
    sheet.refresh_from_db()
    assert sheet.review_on == today


def test_only_a_published_one_is_to_be_read_again(make_sheet, now, community):
    make_sheet(review_on=community.today(now))
    assert not Sheet.objects.to_review(community.today(now)).exists()


PAGES = [
    ("", "GET", {"ada": 200, "bao": 200, "chloe": 200, "dov": 404}),
    ("versions/", "GET", {"ada": 200, "bao": 200, "chloe": 200, "dov": 404}),
    ("edit/", "GET", {"ada": 200, "bao": 200, "chloe": 403, "dov": 404}),
    ("publish/", "POST", {"ada": 302, "bao": 302, "chloe": 403, "dov": 404}),
    ("withdraw/", "POST", {"ada": 200, "bao": 302, "chloe": 403, "dov": 404}),
    ("review/", "POST", {"ada": 302, "bao": 302, "chloe": 403, "dov": 404}),
    ("unreview/", "POST", {"ada": 302, "bao": 302, "chloe": 403, "dov": 404}),
]


@pytest.mark.parametrize(
    ("page", "method", "name", "status"),
    [(page, method, name, status) for page, method, who in PAGES for name, status in who.items()],
)
def test_who_may(page, method, name, status, reader, cast, make_sheet):
    sheet = make_sheet(published=True)
    client, url = reader(cast.people[name]), f"{HERE}/{sheet.pk}/{page}"
    assert (client.get(url) if method == "GET" else client.post(url)).status_code == status


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bao", 403), ("chloe", 403), ("dov", 404)])
def test_another_expert_does_not_keep_what_is_not_theirs(name, status, reader, cast, make_sheet):
    sheet = make_sheet(by=cast.ada, owner=cast.ada, published=True)
    assert reader(cast.people[name]).get(f"{HERE}/{sheet.pk}/edit/").status_code == status


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bao", 200), ("chloe", 404), ("dov", 404)])
def test_a_draft_is_seen_by_who_keeps_it(name, status, reader, cast, make_sheet):
    sheet = make_sheet()
    client = reader(cast.people[name])
    assert client.get(f"{HERE}/{sheet.pk}/").status_code == status
    if status == 200:
        assert sheet.title in client.get("/c/distance/resources/").content.decode()


def test_whoever_is_no_expert_any_more_keeps_nothing(reader, cast, make_sheet, now):
    sheet = make_sheet(published=True)
    cast.places["bao"].change_role("learner", by=cast.ada, now=now)
    assert reader(cast.bao).get(f"{HERE}/{sheet.pk}/edit/").status_code == 403


def test_nobody_reads_the_sheets_of_another_community(reader, cast, make_sheet, community):
    sheet = make_sheet(published=True)
    other = type(community).objects.create(organisation=community.organisation, name="Other", slug="other")
    other.admit(cast.ada, "lcm", by=None, now=sheet.created_at)
    assert reader(cast.ada).get(f"/c/other/resources/sheets/{sheet.pk}/").status_code == 404


def test_from_ticked_messages_to_a_published_sheet(reader, cast, thread, community, now):
    client, url = reader(cast.bao), f"/c/distance/conversations/{thread.pk}/sheets/new/"
    page = client.get(f"{url}?quote=2")
    form = page.context["form"]
    assert (form["title"].value(), form["owner"].value()) == ("How to begin?", cast.bao.pk)
    assert form["review_on"].value() == community.today(now) + timedelta(weeks=52)
    said = {
        "title": "Begin a hard talk",
        "text": form["text"].value() + "\n\nThat is all.",
        "owner": cast.bao.pk,
        "review_on": "2027-05-24",
        "from": ["1"],
    }
    page = client.post(url, said, follow=True).content.decode()
    assert "Only you and those who run this community see it." in page
    sheet = Sheet.objects.get()
    client.post(f"{HERE}/{sheet.pk}/publish/")
    page = reader(cast.chloe).get(f"{HERE}/{sheet.pk}/").content.decode()
    assert "Begin with a fact, never with a judgement." in page
    assert "Kept true by Bao Tran" in page
    assert "message 1</a> (Chloé Martin)" in page
    top = reader(cast.chloe).get(thread.get_absolute_url()).content.decode().partition('id="post-1"')[0]
    assert "This conversation became a sheet:" in top
    assert sheet.get_absolute_url() in top


@pytest.mark.parametrize(
    "wrong",
    [
        {"review_on": ""},
        {"review_on": "2026-11-24"},
        {"title": " "},
        {"text": ""},
        {"owner": "chloe"},
        {"owner": ""},
    ],
)
def test_what_must_be_said(wrong, reader, cast, thread):
    said = {"title": "T", "text": "Facts.", "owner": cast.bao.pk, "review_on": "2027-05-24"} | wrong
    if said["owner"] == "chloe":
        said["owner"] = cast.chloe.pk
    page = reader(cast.ada).post(f"{HERE}/new/", said)
    assert (page.status_code, Sheet.objects.count()) == (422, 0)


def test_a_quotation_more_keeps_the_whole_form(reader, cast, thread, make_sheet):
    sheet = make_sheet(thread=thread)
    said = {"title": "Typed", "text": "Half", "owner": cast.ada.pk, "review_on": "2027-01-01", "quote": "2"}
    page = reader(cast.ada).post(f"{HERE}/{sheet.pk}/edit/", said)
    form = page.context["form"]
    assert form["title"].value() == "Typed"
    assert form["text"].value().startswith("Half\n\n> Begin with a fact")
    assert 'value="2027-01-01"' in page.content.decode()
    assert Version.objects.of(sheet).count() == 1


def test_those_to_read_again_are_on_top_for_who_keeps_them(reader, cast, make_sheet, community, now):
    make_sheet(published=True, review_on=community.today(now) - timedelta(days=3))
    pages = {
        name: reader(cast.people[name]).get("/c/distance/resources/") for name in ("ada", "bao", "chloe")
    }
    shown = {name: "To be read again" in page.content.decode() for name, page in pages.items()}
    assert shown == {"ada": True, "bao": True, "chloe": False}


def test_a_thread_that_is_gone_is_not_shown(reader, cast, thread, post, make_sheet, now):
    sheet = make_sheet("Facts.\n\n> keep silent\n> [#3]", thread=thread, published=True)
    writing.delete(post(1), by=cast.chloe, now=now)
    page = reader(cast.bao).get(sheet.get_absolute_url()).content.decode()
    assert "How to begin?" not in page
    assert "keep silent" not in page
    assert "Facts." in page


def test_the_list_and_the_page_ask_the_same_for_three(reader, cast, thread, make_sheet, count_queries):
    client = reader(cast.chloe)
    one = make_sheet("> keep silent\n> [#3]", thread=thread, published=True)
    first = count_queries(client, "/c/distance/resources/"), count_queries(client, one.get_absolute_url())
    for number in range(2):
        three = make_sheet(
            f"{number}\n\n> keep silent\n> [#3]\n\n> I do\n> [#1]\n\n> Begin\n> [#2]",
            thread=thread,
            published=True,
        )
    after = count_queries(client, "/c/distance/resources/"), count_queries(client, three.get_absolute_url())
    assert after == first
    assert first[1] <= 12
