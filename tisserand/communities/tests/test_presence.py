import random
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from tisserand.communities import facts, presence
from tisserand.communities.models import Event, Membership


def kept(membership):
    membership.refresh_from_db()
    return presence.Presence(*(getattr(membership, name) for name in presence.NAMES))


@pytest.mark.parametrize(
    "hours",
    [[0, 1, 2], [0, 30, 80], [80, 30, 31, 0], [50, 0, 1, 50], [0, 648, 672], [700, 24, 0], [0, 5000, 4900]],
)
def test_kept_presence_is_what_the_journal_says(community, cast, now, hours):
    for offset in hours:
        community.record("visited", cast.chloe, at=now + timedelta(hours=offset))
    assert kept(cast.places["chloe"]) == presence.recomputed(community)[cast.chloe.pk]
    assert presence.rebuild(community) == 0


def test_an_unknown_verb_is_refused(community, cast, now):
    with pytest.raises(ValueError, match="no such verb"):
        community.record("teleported", cast.ada, at=now)
    with pytest.raises(ValueError, match="no such verb"):
        community.record_each("teleported", cast.ada, [cast.places["bao"]], at=now)


def test_lines_of_one_act_on_many_count_one_day(community, cast, now, django_assert_num_queries):
    members = [cast.places["bao"], cast.places["chloe"]]
    with django_assert_num_queries(2):  # presence, then all the lines
        community.record_each("enrolled", cast.ada, members, at=now, cohort=7)
    lines = Event.objects.filter(verb="enrolled").order_by("pk")
    assert [(line.object_id, line.detail) for line in lines] == [(str(m.pk), {"cohort": 7}) for m in members]
    assert kept(cast.places["ada"]).active_days == 1
    assert presence.rebuild(community) == 0


def test_a_visit_is_written_once_a_day_whoever_looks_first(community, cast, now):
    """Two requests read the same membership before either writes."""
    one, other = (
        Membership.objects.select_related("community").get(pk=cast.places["chloe"].pk) for _ in "12"
    )
    one.seen(now)
    other.seen(now)
    assert Event.objects.by(cast.chloe).filter(verb="visited").count() == 1
    assert (other.active_days, other.last_active_on) == (1, community.today(now))
    one.seen(now + timedelta(days=1))
    assert Event.objects.by(cast.chloe).filter(verb="visited").count() == 2


def test_a_day_that_has_another_line_needs_no_visit(community, cast, now):
    community.record("completed", cast.chloe, at=now)
    assert community.note_visit(cast.chloe, now) is False
    assert not Event.objects.filter(verb="visited").exists()


def test_rebuilding_sets_right_what_was_loaded_behind_our_back(community, cast, now, monkeypatch):
    monkeypatch.setattr(presence, "AT_A_TIME", 2)  # several portions
    lines = [(cast.bao, 0), (cast.bao, 24), (cast.bao, 25), (cast.chloe, 48), (None, 0)]
    Event.objects.bulk_create(
        Event(community=community, actor=actor, verb="read", at=now - timedelta(hours=hours))
        for actor, hours in lines
    )
    Membership.objects.filter(pk=cast.places["ada"].pk).update(active_days=9)
    assert presence.rebuild(community) == 3
    assert presence.rebuild(community) == 0
    recomputed = presence.recomputed(community)
    for name in ("bao", "chloe"):
        assert kept(cast.places[name]) == recomputed[cast.people[name].pk]
    assert kept(cast.places["ada"]) == presence.Presence(None, None, 0)


def test_days_are_those_of_the_organisation(community, cast, now):
    late = now.replace(hour=23, minute=30)  # already tomorrow in Paris
    community.record("visited", cast.chloe, at=late)
    assert kept(cast.places["chloe"]).last_active_on == now.date() + timedelta(days=1)
    assert presence.rebuild(community) == 0


def test_the_command_rebuilds_all_facts_and_says_what_was_wrong(community, cast, now):
    Event.objects.create(community=community, actor=cast.bao, verb="read", at=now)
    said = StringIO()
    call_command("rebuild_facts", stdout=said)
    assert said.getvalue().startswith("distance: rows set right: ")
    assert "presence 1" in said.getvalue()
    assert facts.rebuild(community)["presence"] == 0


def test_the_command_refuses_a_community_that_is_not(community):
    with pytest.raises(CommandError, match="no community at the address “nowhere”"):
        call_command("rebuild_facts", community="nowhere")


def test_the_journal_keeps_only_lines_of_ours_about_a_row(community, cast, now):
    place = cast.places["bao"]
    ours = community.record("left", cast.bao, place, at=now)
    Event.objects.create(
        community=community,
        verb="left",
        object_type="membership",
        object_id=str(place.pk),
        at=now,
        source_key=b"1",
    )
    assert list(Event.objects.about(place)) == [ours]


@pytest.mark.parametrize(
    ("days", "english", "french"),
    [
        ([], "Has not come yet.", "Pas encore de visite."),
        ([1], "Last here yesterday.", "Dernière visite : hier."),
        (
            [20, 10, 0],
            "Last here today; usually comes every 10 days.",
            "Dernière visite : aujourd’hui ; d’ordinaire tous les 10 jours.",
        ),
        (
            [3, 2, 1, 0],
            "Last here today; usually comes almost every day.",
            "Dernière visite : aujourd’hui ; d’ordinaire presque chaque jour.",
        ),
    ],
)
def test_presence_in_words(community, cast, now, days, english, french):
    for day in days:
        community.record("visited", cast.chloe, at=now - timedelta(days=day))
    place = cast.places["chloe"]
    place.refresh_from_db()
    for language, wanted in (("en", english), ("fr", french)):
        with translation.override(language):
            said = presence.words(place, now).replace("\u202f", " ").replace("\u00a0", " ")
        assert said == wanted


@pytest.mark.parametrize(
    "zone", ["Europe/Paris", "Asia/Kathmandu", "America/Caracas", "Pacific/Auckland", "UTC"]
)
def test_rebuilt_over_a_year_it_is_what_one_would_count(community, cast, now, zone):
    """Lines at every hour of the days around both changes of the clocks, and at random ones, in any order."""
    community.organisation.time_zone = zone
    community.organisation.save()
    draw = random.Random(7)
    starts = [now.replace(month=3, day=27), now.replace(month=10, day=23), now.replace(month=9, day=25)]
    around = [
        start + timedelta(minutes=30 * n) for start in starts for n in range(200) if draw.random() < 0.5
    ]
    ever = [now - timedelta(minutes=draw.randrange(525_600)) for _ in range(200)]
    Event.objects.bulk_create(
        Event(community=community, actor=draw.choice([cast.bao, cast.chloe]), verb="read", at=at)
        for at in draw.sample(around + ever, len(around + ever))
    )
    presence.rebuild(community)
    recomputed = presence.recomputed(community)
    assert {cast.people[name].pk: kept(cast.places[name]) for name in ("bao", "chloe")} == recomputed


def test_days_here_are_those_of_the_last_weeks(community, cast, now):
    for back in (40, 30, 20, 9, 3):
        community.record("visited", cast.chloe, at=now - timedelta(days=back))
    place, today = Membership.objects.get(pk=cast.places["chloe"].pk), community.today(now)
    assert [place.days_here(today, within) for within in (3, 4, 10, 28)] == [0, 1, 2, 3]
    assert place.days_here(today + timedelta(days=10)) == 2
    assert place.days_here(today + timedelta(days=400)) == 0
    assert cast.places["bao"].days_here(today) == 0
