"""Somebody is erased: what is quoted of them stays, without their name."""

from datetime import timedelta

import pytest

from tisserand.conversations import writing
from tisserand.people import held
from tisserand.privacy import erasing
from tisserand.resources import reading
from tisserand.resources.models import Quotation, Sheet


@pytest.fixture
def erase(now):
    def erase(person):
        erasing.ask(person, by=person, now=now - timedelta(days=7))
        assert erasing.carry_out_due(now) == 1

    return erase


def test_a_quotation_stays_readable_as_of_a_former_member(thread, cast, sum_up, now, erase):
    post = writing.reply(thread, by=cast.bao, source="Signed Bao Tran: keep silent.", now=now)
    sum_up(f"So.\n\n> Signed Bao Tran: keep silent.\n> [#{post.number}]", up_to=4)
    erase(cast.bao)
    html = reading.synthesis_on(thread).html
    assert "A former member" in html
    assert "keep silent." in html
    assert "edited since" not in html
    assert "Bao" not in html
    assert "Bao" not in Quotation.objects.get().words


def test_names_leave_what_they_wrote_and_the_whole_name_what_others_did(
    thread, cast, sum_up, make_sheet, erase
):
    sum_up("As Bao Tran said.")
    make_sheet("I am Bao.", title="The way of Bao Tran", published=True)
    erase(cast.bao)
    page = reading.synthesis_on(thread)
    sheet = Sheet.objects.get()
    assert "Bao" not in page.version.html + page.version.text
    assert "Bao" not in sheet.title + reading.last_of(sheet).html
    assert (sheet.owner, reading.last_of(sheet).writer) == (None, "A former member")


def test_everybody_reads_what_is_held(thread, cast, sum_up, make_sheet):
    sum_up()
    make_sheet()
    works, quoted = held.named("works"), held.named("quotations")
    assert [row["text"] for row in works.rows(cast.ada)] == ["Facts first."]
    assert [row["title"] for row in works.rows(cast.bao)] == ["Begin a hard talk", "Begin a hard talk"]
    assert [row["words"] for row in quoted.rows(cast.bao)] == ["Begin with a fact"]


def test_the_words_of_removed_messages_go_in_their_time(thread, cast, post, sum_up, now):
    sum_up()
    writing.delete(post(2), by=cast.bao, now=now)
    quoted = held.named("quotations")
    assert (quoted.count(now), quoted.count(now + timedelta(days=1))) == (0, 1)
    assert list(quoted.delete(now + timedelta(days=1), now, 10)) == [1]
    assert Quotation.objects.get().words == ""
    assert "it has been removed since" in reading.synthesis_on(thread).html
    writing.restore(post(2), by=cast.bao, now=now)
    assert reading.synthesis_on(thread).html
