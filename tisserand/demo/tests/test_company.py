"""The figures of the demo company agree with each other, whatever the day."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from tisserand.attention import indicators, on_ladder
from tisserand.attention.day import day
from tisserand.attention.ladder import Rung
from tisserand.attention.models import Accommodation, Decision, NextStep, Outreach, PeerWord
from tisserand.communities import facts
from tisserand.communities.models import Community, Event, Membership
from tisserand.conversations.models import Acceptance, Post, Thread
from tisserand.demo import company
from tisserand.facilitation.models import Planned
from tisserand.mail.models import Envelope
from tisserand.meetings.models import LiveSession
from tisserand.people.models import Person
from tisserand.programmes.models import Enrolment, Progress

from .conftest import TUESDAY
from .showing import EVERYTHING, EVERYWHERE, NOT_YET, noticed


def test_it_is_a_company_of_three_hundred(built):
    assert 280 <= Person.objects.count() <= 340
    assert set(built) == {"distance", "tutorat", "metier"}
    assert 20 <= Person.objects.filter(email=None).count() <= 30
    assert Person.objects.filter(reached_by="phone").count() > Person.objects.filter(email=None).count()
    assert Thread.objects.count() >= 70
    assert {person.language for person in Person.objects.all()} == {"fr", "en"}


def test_the_remote_programme_is_in_its_third_week_and_the_follow_up_at_day_forty_five(built):
    starts = dict(Enrolment.objects.values_list("cohort__programme__community__slug", "cohort__starts_on"))
    g2 = max(e.cohort.starts_on for e in Enrolment.objects.filter(membership__community=built["distance"]))
    assert 14 <= (TUESDAY.date() - g2).days <= 20
    assert 45 <= (TUESDAY.date() - starts["tutorat"]).days <= 50


@pytest.mark.parametrize("slug", ["distance", "tutorat", "metier"])
def test_what_is_kept_is_what_the_journal_and_the_posts_say(built, slug):
    assert not any(facts.rebuild(built[slug]).values())


def test_every_indicator_has_something_to_show(built):
    assert noticed(built["distance"], TUESDAY) == EVERYTHING
    assert noticed(built["tutorat"], TUESDAY) == EVERYTHING - {
        "address_lost",
        "asked_before",
        "call_wanted",
        "first_post",
        "private_reported",
        "worth_thanks",
        "reported",
        "debate_closing",
        "outcome_due",
        "sheet_due",
        "letter_waits",
    } | {"few_days"}
    assert noticed(built["metier"], TUESDAY) == EVERYWHERE
    assert {indicator.__name__ for indicator in indicators.INDICATORS} == EVERYTHING | NOT_YET


def test_nothing_comes_before_its_cause(built):
    assert not Post.objects.filter(created_at__gt=TUESDAY).exists()
    assert not Post.objects.filter(created_at__lt=F("thread__community__created_at")).exists()
    assert not Progress.objects.filter(completed_at__lt=F("enrolment__enrolled_at")).exists()
    assert not Acceptance.objects.filter(accepted_at__lte=F("post__created_at")).exists()
    joined = {(m.community_id, m.person_id): m.joined_at for m in Membership.objects.all()}
    for post in Post.objects.select_related("thread", "unnamed"):
        assert joined[post.thread.community_id, post.real_author_id] < post.created_at
    for thread in Thread.objects.all():  # what was joined to another conversation comes after its own words
        moments = [post.created_at for post in thread.posts.filter(former_places=None).order_by("number")]
        assert moments == sorted(set(moments))


def test_each_row_has_its_line_in_the_journal(built):
    def lines(*verbs):
        return Event.objects.filter(verb__in=verbs).count()

    assert lines("asked", "started") == Thread.objects.count()
    assert lines("replied") == Post.objects.filter(number__gt=1, former_places=None).count()
    assert lines("accepted") == Acceptance.objects.count()
    assert lines("completed") == Progress.objects.count()
    assert lines("enrolled") == Enrolment.objects.count()
    assert lines("joined") == Membership.objects.count()
    assert lines("wrote") == Outreach.objects.filter(kind="wrote").count()
    assert lines("welcomed") == Membership.objects.exclude(welcomed_at=None).count()
    assert lines("talked") == Outreach.objects.filter(outcome__in=("reached", "by_phone", "in_room")).count()
    assert lines("helped") == Outreach.objects.filter(kind="helped").count()
    assert lines("accommodated") == Accommodation.objects.count()
    assert lines("asked-colleague") == PeerWord.objects.count()
    assert lines("gave-word", "declined-word") == PeerWord.objects.exclude(answer="").count()
    assert lines("agreed-step") == NextStep.objects.count()
    assert lines("postponed", "set-aside") == Decision.objects.count()


def test_those_who_never_came_have_left_no_trace(built):
    for person in ("Brigitte Aubert", "Jean-Pierre Collet", "Ginette Crépin"):
        given, family = person.split(" ")
        assert not Event.objects.filter(actor__given_name=given, actor__family_name=family).exists()


def test_every_act_shows_what_followed(built):
    """Some were followed by a sign of life and some were not: otherwise nothing could be learnt from them."""
    since = TUESDAY - timedelta(weeks=5)
    for kind in ("wrote", "called", "greeted", "replied", "relaunched"):
        acts = Outreach.objects.filter(kind=kind, done_at__gte=since).with_followed()
        assert acts.count() >= 3, kind
    wrote = Outreach.objects.filter(kind="wrote", done_at__gte=since).with_followed()
    assert 0 < sum(act.came for act in wrote) < len(wrote)
    assert set(Decision.objects.values_list("kind", flat=True)) == {"postponed", "set_aside"}


def test_each_rung_of_the_ladder_has_somebody_on_it(built):
    community = Community.objects.get(slug="distance")
    found = on_ladder.lines(day(community, TUESDAY))
    assert {line.rung for line in found} == {*Rung, on_ladder.PAUSED}
    assert PeerWord.objects.filter(answer="").exists()


def test_loading_sends_no_mail(built):
    assert not Envelope.objects.exclude(state="sent").exists()


def test_a_second_build_refuses_kindly(built):
    with pytest.raises(CommandError, match="has people already"):
        call_command("load_demo")
    assert Community.objects.count() == 3


def test_the_roles_can_sign_in_and_find_their_page(built, client):
    found = company.roles()
    assert [person.first_name for _, person, _ in found] == [
        "Claire",
        "Amina",
        "Bao",
        "Nadège",
        "Yann",
        "Sylvain",
    ]
    for label, person, sentence in found:
        assert label
        assert sentence
        client.force_login(person)
        assert client.get("/", follow=True).status_code == 200, label


def test_somebody_uneasy_with_screens_is_there_by_phone(built):
    bernadette = Membership.objects.get(person__family_name="Joly", person__given_name="Bernadette")
    assert bernadette.person.email is None
    assert bernadette.person.phone
    assert bernadette.active_days >= 4
    assert Progress.objects.filter(enrolment__membership=bernadette, source="noted").count() == 4


def test_a_session_that_the_plan_foresaw_stands_once_on_the_calendar(built):
    held = LiveSession.objects.filter(community=built["distance"]).exclude(cohort=None)
    tied = Planned.objects.filter(session__in=held, kind=Planned.Kind.SESSION)
    assert {one.session_id for one in tied} == {one.pk for one in held}
    assert all(one.moved_to == one.session.day and one.done_at for one in tied.select_related("session"))
