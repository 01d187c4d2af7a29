"""Help given to somebody, noted by one line and one button."""

import pytest

from tisserand.attention import acts, support_log
from tisserand.attention.models import Outreach
from tisserand.communities import calling
from tisserand.communities.models import CallRequest

from ..conftest import DAY, words

pytestmark = pytest.mark.usefixtures("settled", "clock")


def test_help_is_noted_by_one_line_and_one_button(as_person, cast, chloe, now, journal, clock):
    calling.ask(chloe, phone="", words="Stuck", now=now - DAY)
    answer = as_person(cast.ada).post(
        f"/c/distance/support/{chloe.pk}/help/", {"note": "Opened module 2", "outcome": "by_phone"}
    )
    assert answer.url == f"/c/distance/support/{chloe.pk}/"
    act = Outreach.objects.get()
    assert (act.kind, act.outcome, act.note, act.done_by) == (
        "helped",
        "by_phone",
        "Opened module 2",
        cast.ada,
    )
    assert journal(cast.ada) == ["visited", "helped"]
    assert journal(cast.chloe) == ["asked-for-call", "talked"]
    assert not CallRequest.objects.standing().exists()
    assert "You helped Chloé by phone." in words(as_person(cast.ada).get(answer.url))


def test_what_was_done_for_somebody_is_no_sign_of_them(chloe, cast, now, journal):
    acts.note_help(chloe, by=cast.ada, outcome="for_them", note="Printed", now=now)
    assert journal(cast.chloe) == []


def test_a_click_too_many_notes_nothing_more(chloe, cast, now):
    first, second = (
        acts.note_help(chloe, by=cast.ada, outcome="in_room", note="x", now=now) for _ in range(2)
    )
    assert first == second


def test_help_taken_back_leaves_the_call_to_be_made(chloe, cast, now, journal):
    calling.ask(chloe, phone="", words="Stuck", now=now - DAY)
    act = acts.note_help(chloe, by=cast.ada, outcome="in_room", note="x", now=now)
    acts.undo(act, by=cast.ada, now=now)
    assert CallRequest.objects.standing().exists()
    assert journal(cast.chloe) == ["asked-for-call"]
    assert support_log.log(chloe, now).entries[0].kind == "call"


@pytest.mark.parametrize(
    "said", [{}, {"note": "x"}, {"note": "", "outcome": "by_phone"}, {"note": "x", "outcome": "reached"}]
)
def test_help_half_said_is_asked_again(as_person, cast, chloe, said):
    answer = as_person(cast.ada).post(f"/c/distance/support/{chloe.pk}/help/", said)
    assert (answer.status_code, Outreach.objects.count()) == (422, 0)


def test_no_such_help(chloe, cast, now):
    with pytest.raises(ValueError, match="reached"):
        acts.note_help(chloe, by=cast.ada, outcome="reached", note="x", now=now)
