"""Who withdraws the work of somebody else says why, and its writer reads it; not when it is put back."""

from datetime import timedelta

import pytest

from tisserand.mail.models import Envelope
from tisserand.people.models import Person
from tisserand.resources import sheets, syntheses
from tisserand.resources.emails import work_withdrawn
from tisserand.resources.models import Publication, Synthesis

HERE = "/c/distance"


@pytest.fixture
def eve(community, cast, now):
    made = Person.objects.create(email="eve@example.org", given_name="Eve", family_name="Roux")
    community.admit(made, "lcm", by=cast.ada, now=now)
    return made


def told():
    return [(mail.person, work_withdrawn(mail)) for mail in Envelope.objects.filter(kind="work-withdrawn")]


def test_the_synthesis_of_a_colleague_is_taken_off_with_a_reason_they_read(reader, cast, thread, sum_up, eve):
    sum_up()
    url = f"{HERE}/conversations/{thread.pk}/synthesis/withdraw/"
    asked = reader(eve).post(url)
    assert (asked.status_code, Synthesis.objects.get().stands) == (200, True)
    assert "Ada Lovel" in asked.content.decode()
    assert reader(eve).post(url, {"reason": " "}).status_code == 422
    assert reader(eve).post(url, {"reason": "It quotes what was taken back."}).status_code == 302
    row = Synthesis.objects.get()
    assert (row.withdrawn_by, row.withdrawn_why) == (eve, "It quotes what was taken back.")
    [(person, mail)] = told()
    assert person == cast.ada
    assert mail.context["row"].withdrawn_why == "It quotes what was taken back."
    assert mail.context["url"].endswith(f"/conversations/{thread.pk}/")


def test_ones_own_is_taken_off_by_one_click_and_nobody_is_told(reader, cast, thread, sum_up):
    sum_up()
    reader(cast.ada).post(f"{HERE}/conversations/{thread.pk}/synthesis/withdraw/")
    assert (Synthesis.objects.get().stands, told()) == (False, [])


def test_put_back_at_once_nobody_hears_of_it(cast, sum_up, eve, now):
    synthesis = sum_up().synthesis
    syntheses.withdraw(synthesis, by=eve, now=now, reason="A slip")
    syntheses.restore(synthesis, by=eve, now=now + timedelta(minutes=5))
    assert told() == [(cast.ada, None)]
    assert Synthesis.objects.get().withdrawn_why == ""
    syntheses.withdraw(synthesis, by=eve, now=now + timedelta(minutes=6), reason="After all")
    assert [mail and mail.context["row"].withdrawn_why for _person, mail in told()] == [None, "After all"]


def test_who_keeps_a_sheet_is_told_that_it_is_withdrawn_and_publishes_it_again(reader, cast, make_sheet, now):
    sheet = make_sheet(published=True)
    url = f"{HERE}/resources/sheets/{sheet.pk}/withdraw/"
    assert reader(cast.ada).post(url).status_code == 200
    assert sheet.stands
    reader(cast.ada).post(url, {"reason": "The rule has changed."})
    assert Publication.objects.get().withdrawn_why == "The rule has changed."
    [(person, mail)] = told()
    assert (person, mail.context["title"]) == (cast.bao, "Begin a hard talk")
    sheets.publish(sheet, by=cast.bao, now=now + timedelta(minutes=1))
    assert told() == [(cast.bao, None)]


def test_what_one_has_published_for_another_is_undone_without_a_word(reader, cast, make_sheet, now):
    sheet = make_sheet()
    sheets.publish(sheet, by=cast.ada, now=now)
    reader(cast.ada).post(f"{HERE}/resources/sheets/{sheet.pk}/withdraw/")
    assert (sheet.stands, told()) == (False, [])


def test_who_has_left_is_not_told(community, cast, sum_up, eve, now):
    syntheses.withdraw(sum_up().synthesis, by=eve, now=now, reason="Old")
    community.memberships.filter(person=cast.ada).update(left_at=now)
    assert told() == [(cast.ada, None)]
