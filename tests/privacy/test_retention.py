"""How long things are kept: what holds, what an administrator chooses, what the night deletes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.utils import timezone, translation
from django.utils.html import escape
from django_tasks_db.models import DBTaskResult

from tisserand.attention.models import Outreach
from tisserand.communities import facts
from tisserand.communities.models import Event
from tisserand.mail.models import Envelope
from tisserand.people import held
from tisserand.privacy import retention, tasks
from tisserand.privacy.models import RetentionPeriod

JOURNAL = held.named("journal")
WEEK = timedelta(days=7)


@pytest.fixture
def sylvain(make_person):
    return make_person("Sylvain", "Roche", is_administrator=True, language="fr")


@pytest.fixture
def at_the_site(as_person, sylvain):
    return as_person(sylvain)


def rows():
    """How many rows each table has."""
    return {model._meta.label: model.objects.count() for model in apps.get_models()}


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ((2026, 3, 31), 1, (2026, 2, 28)),
        ((2028, 3, 31), 1, (2028, 2, 29)),
        ((2026, 1, 15), 1, (2025, 12, 15)),
        ((2026, 11, 24), 24, (2024, 11, 24)),
    ],
)
def test_a_period_is_of_calendar_months(day, months, expected):
    assert retention.months_before(datetime(*day, 9, tzinfo=UTC), months) == datetime(
        *expected, 9, tzinfo=UTC
    )


def test_nothing_young_is_touched(life, now):
    """Everything in this life is younger than the shortest default, but the presence that is a summary."""
    young = rows()
    assert retention.apply(now)
    assert rows() == young


@pytest.mark.parametrize(("after", "gone"), [(timedelta(), 0), (timedelta(days=1), 1)])
def test_what_is_older_goes_on_its_day(cast, community, now, after, gone):
    at = retention.months_before(now, 12)
    Outreach.objects.create(
        community=community,
        membership=cast.places["chloe"],
        kind="called",
        outcome="reached",
        done_by=cast.ada,
        done_at=at,
        note="En congé.",
    )
    retention.apply(now + after)
    assert Outreach.objects.filter(note="").count() == gone


def test_what_the_journal_counted_stays(community, cast, now):
    """Lines go; how many days somebody was there, the first and the last do not change."""
    for days in (800, 799, 400, 30, 1):
        community.record("visited", cast.chloe, at=now - timedelta(days=days))
    facts.rebuild(community)
    place = cast.places["chloe"]
    place.refresh_from_db()
    before = (place.active_days, place.last_active_on)
    assert before[0] == 5
    assert retention.apply(now)
    assert Event.objects.filter(actor=cast.chloe, verb="visited").count() == 2
    place.refresh_from_db()
    assert (place.active_days, place.last_active_on) == before
    assert set(facts.rebuild(community).values()) == {0}


def test_a_night_that_was_cut_short_goes_on(community, cast, now, settings):
    for days in range(500, 520):
        community.record("visited", cast.chloe, at=now - timedelta(days=days))
    assert not retention.apply(now, at_most=5, seconds=-1)
    left = Event.objects.filter(verb="visited").count()
    assert 0 < left < 20
    assert retention.apply(now)
    assert not Event.objects.filter(verb="visited").exists()


def test_the_task_asks_to_go_on_when_time_runs_out(db, cast, community, settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    community.record("visited", cast.chloe, at=timezone.now() - timedelta(days=900))
    monkeypatch.setattr(retention.apply, "__kwdefaults__", {"at_most": 1, "seconds": -1.0})
    tasks.apply_retention.func()
    assert [row.task_path for row in DBTaskResult.objects.all()] == [tasks.apply_retention.module_path]


def test_longer_holds_at_once_and_shorter_after_a_week(sylvain, now):
    retention.choose(JOURNAL, 24, by=sylvain, now=now)
    assert retention.kept(JOURNAL, now).months == 24
    retention.choose(JOURNAL, 6, by=sylvain, now=now)
    kept = retention.kept(JOURNAL, now)
    assert (kept.months, kept.coming.months, kept.coming.applies_at) == (24, 6, now + WEEK)
    assert retention.kept(JOURNAL, now + WEEK).months == 6
    retention.choose(JOURNAL, 36, by=sylvain, now=now + timedelta(days=1))
    assert retention.kept(JOURNAL, now + WEEK).months == 36


@pytest.mark.parametrize("months", [0, 5, 61, -1])
def test_outside_its_bounds_no_period_is_chosen(sylvain, now, months):
    with pytest.raises(ValueError, match="journal is not kept"):
        retention.choose(JOURNAL, months, by=sylvain, now=now)
    assert not RetentionPeriod.objects.exists()


def test_a_chosen_period_is_what_the_night_applies(community, cast, sylvain, now):
    community.record("visited", cast.chloe, at=now - timedelta(days=250))
    retention.choose(JOURNAL, 6, by=sylvain, now=now)
    retention.apply(now + timedelta(days=6))
    assert Event.objects.filter(verb="visited").exists()
    retention.apply(now + timedelta(days=8))
    assert not Event.objects.filter(verb="visited").exists()


def test_traces_of_mail_go_after_their_period(cast, now):
    for days in (400, 10):
        at = now - timedelta(days=days)
        Envelope.objects.create(
            kind="followed", person=cast.chloe, created_at=at, due_at=at, sent_at=at, state="sent"
        )
    retention.apply(now)
    assert [envelope.created_at for envelope in Envelope.objects.all()] == [now - timedelta(days=10)]


# The pages of the administrator


def test_the_page_says_what_a_period_would_touch_before_it_is_chosen(at_the_site, community, cast):
    community.record("visited", cast.chloe, at=timezone.now() - timedelta(days=250))
    page = at_the_site.get("/site/periods/journal/", {"months": 6})
    assert (page.context["count"], page.context["shorter"]) == (1, True)
    assert not RetentionPeriod.objects.exists()
    assert at_the_site.post("/site/periods/journal/", {"months": 6}).status_code == 302
    chosen = RetentionPeriod.objects.get()
    assert (chosen.holding, chosen.months) == ("journal", 6)
    assert "6 mois à partir du" in at_the_site.get("/site/periods/").content.decode()


@pytest.mark.parametrize("months", ["", "2", "1000000000000000000000", "six", "6.5", "\x00"])
def test_what_is_no_period_is_refused_in_words(at_the_site, months):
    page = at_the_site.post("/site/periods/journal/", {"months": months})
    assert (page.status_code, bool(page.context["form"].errors)) == (422, True)
    assert not RetentionPeriod.objects.exists()


def test_everybody_reads_the_same_list_with_the_period_that_holds(as_person, cast, sylvain, now):
    retention.choose(JOURNAL, 37, by=sylvain, now=now)
    page = as_person(cast.chloe).get("/me/data/").content.decode()
    with translation.override("en"):
        assert [one.key for one in held.all_holdings() if str(escape(one.name)) not in page] == []
    assert "37 months" in page
