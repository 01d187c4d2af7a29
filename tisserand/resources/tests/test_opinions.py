"""Readers say of a sheet that it was useful, or is not right any more; and what comes of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tisserand.mail import answering, composing, kinds
from tisserand.mail.models import Envelope
from tisserand.resources import asking, opinions, sheets
from tisserand.resources.models import Asking, Opinion, Sheet

DAY = timedelta(days=1)
HERE = "/c/distance/resources/sheets"


@pytest.fixture
def sheet(make_sheet):
    return make_sheet(published=True)


@pytest.fixture
def due(community, now):
    """The titles of the sheets that are to be read again, so many days from now."""

    def titles(days=0):
        return [one.title for one in Sheet.objects.to_review(community.today(now + days * DAY))]

    return titles


def doubt(sheet, by, now, why="The number has changed."):
    return opinions.say(sheet, "outdated", by=by, why=why, now=now)


def test_one_thinks_one_thing_of_a_sheet(sheet, cast, now, community):
    opinions.say(sheet, "useful", by=cast.chloe, why="ignored", now=now)
    opinions.say(sheet, "useful", by=cast.chloe, now=now + DAY)
    assert Opinion.objects.get().said_at == now
    doubt(sheet, cast.chloe, now)
    doubt(sheet, cast.chloe, now, why="")
    [said] = Opinion.objects.all()
    assert (said.kind, said.why) == ("outdated", "The number has changed.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.create(sheet=sheet, person=cast.chloe, kind="useful", said_at=now)
    verbs = community.events.about(sheet).order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[2:] == ["found-useful", "doubted"]
    assert opinions.take_back(sheet, by=cast.chloe, now=now) is True
    assert opinions.take_back(sheet, by=cast.chloe, now=now) is False


def test_not_of_ones_own_nor_of_what_is_withdrawn(sheet, cast, now):
    with pytest.raises(ValidationError):
        doubt(sheet, cast.bao, now)
    sheets.withdraw(sheet, by=cast.bao, now=now)
    with pytest.raises(ValidationError):
        doubt(sheet, cast.chloe, now)
    assert not Opinion.objects.exists()


def still_right(sheet, cast, now):
    sheets.find_right(sheet, by=cast.bao, now=now + DAY)


def say_it_otherwise(sheet, cast, now):
    said = {"title": sheet.title, "owner": cast.bao, "review_on": sheet.review_on}
    sheets.revise(sheet, by=cast.bao, source="Begin with two facts.", now=now + DAY, **said)


def withdraw(sheet, cast, now):
    sheets.withdraw(sheet, by=cast.ada, now=now + DAY)


def change_ones_mind(sheet, cast, now):
    opinions.say(sheet, "useful", by=cast.chloe, now=now + DAY)


@pytest.mark.parametrize("settled", [still_right, say_it_otherwise, withdraw, change_ones_mind])
def test_a_doubt_makes_it_due_until_it_is_answered(sheet, cast, now, due, settled):
    assert due() == []
    doubt(sheet, cast.chloe, now)
    assert due() == ["Begin a hard talk"]
    settled(sheet, cast, now)
    assert due(2) == []
    sheet.refresh_from_db()


def test_still_right_can_be_undone_and_said_once(sheet, cast, now, due):
    doubt(sheet, cast.chloe, now)
    review_on = sheet.review_on
    still_right(sheet, cast, now)
    with pytest.raises(ValidationError):
        still_right(sheet, cast, now)
    assert opinions.opinion_of(sheet, cast.chloe) is None
    sheets.take_back_review(sheet, by=cast.bao, now=now)
    sheet.refresh_from_db()
    assert (due(), sheet.review_on) == (["Begin a hard talk"], review_on)


def test_doubted_again_after_the_answer(sheet, cast, now, due):
    doubt(sheet, cast.chloe, now)
    still_right(sheet, cast, now)
    doubt(sheet, cast.chloe, now + 2 * DAY, why="")
    assert due(2) == ["Begin a hard talk"]


@pytest.mark.parametrize(("name", "status"), [("ada", 302), ("bao", 302), ("chloe", 302), ("dov", 404)])
@pytest.mark.parametrize("act", ["useful", "doubt", "opinion/undo"])
def test_members_only(reader, sheet, cast, name, status, act):
    assert reader(cast.people[name]).post(f"{HERE}/{sheet.pk}/{act}/").status_code == status
    assert reader(cast.people[name]).get(f"{HERE}/{sheet.pk}/{act}/").status_code in (404, 405)


def test_a_draft_takes_no_word_from_others(reader, make_sheet, cast):
    draft = make_sheet()
    assert reader(cast.chloe).post(f"{HERE}/{draft.pk}/useful/").status_code == 404
    said = reader(cast.ada).post(f"{HERE}/{draft.pk}/useful/", follow=True).content.decode()
    assert "not published any more" in said


def test_on_its_page(reader, sheet, cast):
    page = f"{HERE}/{sheet.pk}/"
    chloe, bao, ada = (reader(one) for one in (cast.chloe, cast.bao, cast.ada))
    assert "Useful" not in bao.get(page).content.decode()
    said = chloe.post(f"{page}useful/", follow=True).content.decode()
    assert "Noted: those who come after you" in said
    assert 'aria-pressed="true"' in said
    assert "Useful to somebody." in ada.get(page).content.decode()
    said = chloe.post(f"{page}doubt/", {"why": "<b>Old</b>\n\nnumber" + "x" * 900}, follow=True)
    assert "asked to read it again" in said.content.decode()
    assert len(Opinion.objects.get().why) == 300
    for keeper in (bao, ada):
        shown = keeper.get(page).content.decode()
        assert "Chloé Martin: “&lt;b&gt;Old&lt;/b&gt; numberx" in shown
        assert "Still right" in shown
    assert (
        "A reader says that it is not right any more: “" in bao.get("/c/distance/resources/").content.decode()
    )
    assert "Chloé Martin:" not in chloe.get(page).content.decode()
    assert bao.post(f"{page}review/", follow=True).status_code == 200
    assert "not right any more?" not in bao.get(page).content.decode()


def test_another_reader_is_told_that_it_is_doubted_not_by_whom(reader, sheet, cast, now, make_person, join):
    doubt(sheet, cast.chloe, now)
    page = reader(join(make_person("Emma")).person).get(f"{HERE}/{sheet.pk}/").content.decode()
    assert "Somebody says that it is not right any more; who keeps it has been asked." in page
    assert "Chloé Martin" not in page
    assert "The number has changed" not in page


def test_as_many_queries_whatever_readers_say(reader, sheet, cast, now, count_queries, make_person, join):
    bao = reader(cast.bao)
    doubt(sheet, cast.chloe, now)
    before = count_queries(bao, f"{HERE}/{sheet.pk}/"), count_queries(bao, "/c/distance/resources/")
    for name in ("Emma", "Fanny", "Gil"):
        doubt(sheet, join(make_person(name)).person, now)
    assert (count_queries(bao, f"{HERE}/{sheet.pk}/"), count_queries(bao, "/c/distance/resources/")) == before


# By mail


@pytest.fixture
def mail():
    """The mails that ask for a reading, as they would leave."""

    def composed():
        made = []
        for envelope in Envelope.objects.filter(kind="sheet-due").order_by("pk"):
            envelope.claimed_at = envelope.due_at
            if said := composing.content(envelope, kinds.named("sheet-due")):
                made.append(composing.message(envelope, kinds.named("sheet-due"), said))
        return made

    return composed


def link(mail, label):
    lines = mail.body.splitlines()
    return lines[lines.index(f"{label}:") + 1]


def test_an_owner_is_asked_once_for_each_day(sheet, make_sheet, cast, community, now, mail):
    make_sheet(title="Kept by who runs it", owner=cast.ada, review_on=community.today(now), published=True)
    assert asking.ask_owners(now) == 0
    doubt(sheet, cast.chloe, now)
    assert (asking.ask_owners(now), asking.ask_owners(now + DAY)) == (1, 0)
    [asked] = mail()
    assert asked.subject == "Still right? Begin a hard talk"
    assert "A reader says that it is not right any more: “The number has changed.”" in asked.body
    due = now + timedelta(days=91)
    assert asking.ask_owners(due) == 1
    assert Asking.objects.count() == 2


def test_two_sheets_are_one_mail(make_sheet, cast, community, now, mail):
    for title in ("One", "Two"):
        make_sheet(title=title, review_on=community.today(now), published=True)
    assert asking.ask_owners(now) == 2
    [asked] = mail()
    assert asked.subject == "Sheets to be read again, of those you keep"
    assert (asked.body.count("Its review date was"), asked.body.count("Still right:")) == (2, 2)


def test_one_click_says_that_it_is_right(sheet, cast, now, mail, client, due):
    doubt(sheet, cast.chloe, now)
    asking.ask_owners(now)
    address = link(mail()[0], "Still right")
    assert "Is the sheet “Begin a hard talk” still right?" in client.get(address).content.decode()
    assert due() == ["Begin a hard talk"]
    client.post(address)
    client.post(address)
    assert (due(), sheet.reviews.count()) == ([], 1)
    client.post(address, {"undo": ""})
    assert due() == ["Begin a hard talk"]
    assert mail() != []


def change_owner(sheet, cast, now):
    said = {"title": sheet.title, "source": "Begin with facts.", "review_on": sheet.review_on}
    sheets.revise(sheet, by=cast.bao, owner=cast.ada, now=now, **said)


def leave(sheet, cast, now):
    cast.places["bao"].left_at = now
    cast.places["bao"].save()


@pytest.mark.parametrize("gone", [still_right, withdraw, change_owner, leave])
def test_no_mail_that_has_lost_its_reason(sheet, cast, now, mail, gone):
    doubt(sheet, cast.chloe, now)
    asking.ask_owners(now)
    gone(sheet, cast, now)
    assert mail() == []


def test_nobody_else_says_it_by_a_link(sheet, cast, now):
    doubt(sheet, cast.chloe, now)
    found = {
        name: answering.find("sheet-right", person, sheet.pk, now=now) is not None
        for name, person in cast.people.items()
    }
    assert found == {"ada": True, "bao": True, "chloe": False, "dov": False}


def test_in_french(sheet, cast, now, mail):
    cast.bao.language = "fr"
    cast.bao.save()
    doubt(sheet, cast.chloe, now)
    asking.ask_owners(now)
    [asked] = mail()
    assert asked.subject.split() == ["Toujours", "juste", "?", "Begin", "a", "hard", "talk"]
    assert "Un lecteur dit qu’elle n’est plus juste" in asked.body
