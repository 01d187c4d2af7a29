"""A colleague is asked for a word: whom, when, and what they learn."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.attention import accommodations, acts, peer_words, peers
from tisserand.attention.day import day
from tisserand.attention.models import Outreach, PeerWord
from tisserand.facilitation import pairing
from tisserand.facilitation.models import Manager
from tisserand.mail import delivery, stopping
from tisserand.mail.kinds import Class
from tisserand.messages import blocking
from tisserand.programmes import progress

from .conftest import DAY, in_place, words

pytestmark = pytest.mark.usefixtures("settled", "clock")
HERE = "/c/distance/my-day/ask-peer/"


@pytest.fixture
def nina(newcomers, enrol, cast, now):
    """Enrolled, never came; Ada wrote to her eight days ago."""
    (place,) = newcomers(1)
    enrol(place)
    acts.write(place, by=cast.ada, subject="Hi", text="A word.", now=now - 8 * DAY)
    return place


@pytest.fixture
def fellow(make_person, join, enrol, visit, now, course):
    """`fellow("Léa")`: of the same group, present, who has done the first step."""

    def make(name, done=True):
        place = join(make_person(name, "Roy"), at=now - 30 * DAY, welcomed_at=now - 29 * DAY)
        enrolment = enrol(place)
        visit(place, 3, 2, 1)
        if done:
            first = course.programme.steps.get(position=1)
            progress.complete(enrolment, first, by=place.person, now=now - 2 * DAY)
        return place

    return make


@pytest.fixture
def ask(nina, cast, now):
    def make(peer, at=now, text="How is it going?", **values):
        return peers.ask(values.pop("to", nina), peer=peer.pk, text=text, by=cast.ada, now=at, **values)

    return make


def names(nina, now):
    return [one.person.given_name for one in peers.candidates(nina, now)]


def test_a_pair_first_then_fellows_who_did_the_step_then_who_offered(nina, fellow, cast, course, visit, now):
    paul, lea = fellow("Paul", done=False), fellow("Léa")
    bao = cast.places["bao"]
    visit(bao, 2)
    peer_words.be_asked(bao, True, now=now)
    fellow("Zoé", done=False)  # nothing brings her nearer than anybody
    pairing.confirm(course, [[nina, paul]], by=cast.ada, now=now)
    found = peers.candidates(nina, now)
    assert [(one.membership, one.why) for one in found] == [(paul, "pair"), (lea, "fellow"), (bao, "glad")]
    assert found[1].reason == "the same group, has done “Step 1”"


def test_whoever_took_the_course_before_comes_last(nina, fellow, cast, course, now):
    old = course.programme.cohorts.create(name="Spring", starts_on=now.date() - 200 * DAY)
    paul = fellow("Paul")
    paul.enrolments.update(cohort=old)
    fellow("Léa")
    assert [(one.person.given_name, one.why) for one in peers.candidates(nina, now)] == [
        ("Léa", "fellow"),
        ("Paul", "earlier"),
    ]


KEPT_AWAY = {
    "nina blocked them": lambda nina, lea, ada, now: blocking.block(nina.person, lea.person, now=now),
    "they blocked nina": lambda nina, lea, ada, now: blocking.block(lea.person, nina.person, now=now),
    "their manager": lambda nina, lea, ada, now: Manager.objects.create(
        membership=nina, person=lea.person, named_at=now
    ),
    "nina leads them": lambda nina, lea, ada, now: Manager.objects.create(
        membership=lea, person=nina.person, named_at=now
    ),
    "on leave": lambda nina, lea, ada, now: accommodations.agree(
        lea, kind="leave", starts_on=now.date(), ends_on=now.date() + DAY, by=ada, now=now
    ),
    "in peace": lambda nina, lea, ada, now: accommodations.agree(
        lea, kind="peace", starts_on=now.date(), by=ada, now=now
    ),
    "gone": lambda nina, lea, ada, now: lea.leave(by=ada, now=now),
    "runs the community": lambda nina, lea, ada, now: lea.change_role("lcm", by=ada, now=now),
    "never": lambda nina, lea, ada, now: peer_words.be_asked(lea, False, now=now),
    "wants no encouragement": lambda nina, lea, ada, now: stopping.stop(
        lea.person, Class.ENCOURAGEMENT, now=now
    ),
}


@pytest.mark.parametrize("why", KEPT_AWAY)
def test_who_cannot_be_asked_is_not_proposed_nor_taken(nina, fellow, cast, ask, now, why):
    lea = fellow("Léa")
    assert names(nina, now) == ["Léa"]
    KEPT_AWAY[why](nina, lea, cast.ada, now)
    assert names(nina, now) == []
    with pytest.raises(ValidationError, match="cannot be asked at the moment"):
        ask(lea)
    assert PeerWord.objects.count() == 0


def test_who_has_not_come_this_week_is_not_asked(nina, fellow, now):
    lea = fellow("Léa")
    lea.last_active_on = now.date() - 8 * DAY
    lea.save()
    assert names(nina, now) == []


def test_nobody_is_asked_twice_in_a_fortnight_from_whatever_community(
    nina, fellow, ask, make_person, join, now, enrol
):
    lea, other = fellow("Léa"), join(make_person("Omar"), at=now - 30 * DAY, welcomed_at=now)
    enrol(other)
    act = ask(lea, to=other)
    Outreach.objects.filter(pk=act.pk).update(done_at=now - 13 * DAY)
    assert names(nina, now) == []
    assert names(nina, now + DAY) == ["Léa"]


@pytest.mark.parametrize("kind", ["peace", "leave"])
def test_who_is_left_in_peace_is_never_concerned(nina, fellow, cast, ask, now, kind):
    lea = fellow("Léa")
    accommodations.agree(
        nina, kind=kind, starts_on=now.date(), ends_on=now.date() + 9 * DAY, by=cast.ada, now=now
    )
    with pytest.raises(ValidationError, match="left in peace"):
        ask(lea)


def test_it_is_proposed_after_the_reminder_and_done_from_the_line(
    as_person, nina, fellow, cast, community, lines, journal, now
):
    lea = fellow("Léa")
    (signal,) = [s for s in day(community, now).signals if s.membership_id == nina.pk]
    assert signal.acts[0] == "ask_peer"
    ada = as_person(cast.ada)
    page = words(in_place(ada, f"{HERE}?signal={signal.key}"))
    assert "Léa Roy · the same group, has done “Step 1”" in page
    assert "Ask a colleague for a word" in words(ada.get("/c/distance/my-day/"))
    done = in_place(ada, HERE, {"signal": signal.key, "peer": lea.pk, "text": "How is it going?"})
    assert "You asked a colleague to send Nina0 a word." in words(done)
    act = Outreach.objects.get(kind="peer")
    assert (act.membership, act.done_by, act.note, act.peer_word.peer) == (
        nina,
        cast.ada,
        "How is it going?",
        lea,
    )
    assert journal(cast.ada)[-1] == "asked-colleague"
    assert nina.pk not in [s.membership_id for s in day(community, now).signals]


def test_the_second_of_two_is_told_who_was_faster(as_person, nina, fellow, cast, community, ask, now):
    lea = fellow("Léa")
    (signal,) = [s for s in day(community, now).signals if s.membership_id == nina.pk]
    ask(lea, signal=signal.key)
    answer = as_person(cast.ada).post(HERE, {"signal": signal.key, "peer": lea.pk, "text": "x"})
    assert answer.status_code == 409
    assert Outreach.objects.filter(kind="peer").count() == 1


def test_one_request_at_a_time(nina, fellow, ask, now):
    lea, paul = fellow("Léa"), fellow("Paul")
    ask(lea)
    with pytest.raises(ValidationError, match="Léa was asked already"):
        ask(paul)
    ask(paul, now + PeerWord.WAITED_FOR)


def test_without_an_answer_the_line_comes_back_after_four_days(nina, fellow, ask, community, now):
    ask(fellow("Léa"))

    def line(at):
        return [s for s in day(community, at).signals if s.membership_id == nina.pk]

    assert line(now + PeerWord.WAITED_FOR - DAY / 24) == []
    (signal,) = line(now + PeerWord.WAITED_FOR)
    assert signal.why.endswith("Léa was asked for a word on 24 November, and has not answered")
    assert (signal.rung, signal.acts) == (1, ("ask_peer", "call", "write"))


def test_a_sign_of_life_begins_it_all_anew(nina, fellow, ask, community, visit, now):
    ask(fellow("Léa"), now - DAY)
    community.record("visited", nina.person, at=now - DAY / 2)
    nina.refresh_from_db()
    standing = day(community, now).past.of(nina.pk, now)
    assert (standing.rung, standing.acts) == ("nothing", ())


def test_taken_back_the_mail_does_not_leave_and_the_line_is_there_again(
    nina, fellow, ask, cast, community, now, mailoutbox, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    lea = fellow("Léa")
    act = ask(lea)
    acts.undo(act, by=cast.ada, now=now)
    delivery.deliver_due(now + DAY)
    assert [mail for mail in mailoutbox if "Léa" in mail.to[0]] == []
    assert nina.pk in [s.membership_id for s in day(community, now).signals]
    assert names(nina, now) == ["Léa"]


def test_the_form_costs_the_same_with_one_colleague_and_with_three(as_person, nina, fellow, cast):
    ada = as_person(cast.ada)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert ada.get(f"{HERE}?member={nina.pk}").status_code == 200
        return len(queries)

    fellow("Léa")
    ada.get(HERE, {"member": nina.pk})
    one = cost()
    fellow("Paul")
    fellow("Zoé")
    assert cost() == one


def test_without_any_colleague_the_form_offers_a_call(as_person, nina, cast):
    said = words(as_person(cast.ada).get(f"{HERE}?member={nina.pk}"))
    assert "No colleague can be asked at the moment." in said
    assert "Call them" in said


@pytest.mark.parametrize("peer", ["", "x", "0", "99999999", "9" * 40, "-1", "<script>"])
def test_forged_colleagues_are_refused(as_person, nina, fellow, cast, peer):
    fellow("Léa")
    answer = as_person(cast.ada).post(HERE, {"member": nina.pk, "peer": peer, "text": "x"})
    assert answer.status_code == 422
    assert PeerWord.objects.count() == 0


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bao", 403), ("chloe", 403), ("dov", 404)])
def test_only_who_runs_the_community_asks(as_person, cast, nina, name, status):
    assert as_person(cast.people[name]).get(f"{HERE}?member={nina.pk}").status_code == status


def test_it_is_written_in_french_to_who_reads_french(nina, fellow, cast, as_person, now):
    nina.person.language = "fr"
    nina.person.save()
    fellow("Léa")
    said = words(as_person(cast.ada).get(f"{HERE}?member={nina.pk}"))
    assert "Bonjour Nina0," in said
