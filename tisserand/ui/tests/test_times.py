from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from tisserand.ui import times

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=PARIS)  # a Tuesday


def said(when, now=NOW, language="fr"):
    with timezone.override(PARIS), translation.override(language):
        return times.humane(when, now)


@pytest.mark.parametrize(
    ("when", "french", "english"),
    [
        (NOW, "à l’instant", "just now"),
        (NOW - timedelta(seconds=59), "à l’instant", "just now"),
        (NOW - timedelta(seconds=60), "il y a une minute", "a minute ago"),
        (NOW - timedelta(minutes=5), "il y a cinq minutes", "five minutes ago"),
        (NOW - timedelta(minutes=59), "il y a 59 minutes", "59 minutes ago"),
        (NOW - timedelta(hours=1), "à 9\u00a0h", "at 9\u00a0am"),
        (datetime(2026, 11, 24, 0, 5, tzinfo=PARIS), "à 0\u00a0h\u00a005", "at 12:05\u00a0am"),
        (
            datetime(2026, 11, 23, 23, 59, tzinfo=PARIS),
            "hier à 23\u00a0h\u00a059",
            "yesterday at 11:59\u00a0pm",
        ),
        (datetime(2026, 11, 23, 16, 0, tzinfo=PARIS), "hier à 16\u00a0h", "yesterday at 4\u00a0pm"),
        (datetime(2026, 11, 22, 12, 0, tzinfo=PARIS), "dimanche à 12\u00a0h", "on Sunday at 12\u00a0pm"),
        (
            datetime(2026, 11, 18, 9, 30, tzinfo=PARIS),
            "mercredi à 9\u00a0h\u00a030",
            "on Wednesday at 9:30\u00a0am",
        ),
        (datetime(2026, 11, 17, 23, 0, tzinfo=PARIS), "il y a une semaine", "a week ago"),
        (datetime(2026, 11, 3, 8, 0, tzinfo=PARIS), "il y a trois semaines", "three weeks ago"),
        (datetime(2026, 10, 25, 8, 0, tzinfo=PARIS), "il y a quatre semaines", "four weeks ago"),
        (datetime(2026, 10, 24, 8, 0, tzinfo=PARIS), "il y a un mois", "a month ago"),
        (datetime(2026, 9, 20, 8, 0, tzinfo=PARIS), "il y a deux mois", "two months ago"),
        (datetime(2026, 1, 1, 8, 0, tzinfo=PARIS), "il y a onze mois", "eleven months ago"),
        (datetime(2025, 7, 1, 8, 0, tzinfo=PARIS), "le 1er juillet 2025", "on 1 July 2025"),
        (datetime(2026, 11, 24, 15, 0, tzinfo=PARIS), "à 15\u00a0h", "at 3\u00a0pm"),
        (datetime(2026, 11, 25, 9, 0, tzinfo=PARIS), "demain à 9\u00a0h", "tomorrow at 9\u00a0am"),
        (datetime(2026, 11, 27, 11, 0, tzinfo=PARIS), "vendredi à 11\u00a0h", "on Friday at 11\u00a0am"),
        (datetime(2026, 12, 1, 9, 0, tzinfo=PARIS), "le mardi 1er décembre", "on Tuesday 1 December"),
        (datetime(2027, 1, 4, 9, 0, tzinfo=PARIS), "le 4 janvier 2027", "on 4 January 2027"),
    ],
)
def test_times_are_said_as_people_say_them(when, french, english):
    assert (said(when), said(when, language="en")) == (french, english)


@pytest.mark.parametrize(
    ("day", "french"),
    [
        (date(2026, 11, 24), "aujourd’hui"),
        (date(2026, 11, 23), "hier"),
        (date(2026, 11, 25), "demain"),
        (date(2026, 11, 20), "vendredi"),
        (date(2026, 11, 10), "il y a deux semaines"),
    ],
)
def test_a_plain_day_has_no_hour(day, french):
    assert said(day) == french


def test_just_after_midnight_the_last_minutes_are_yesterday():
    now = datetime(2026, 11, 24, 0, 10, tzinfo=PARIS)
    assert said(now - timedelta(minutes=20), now) == "hier à 23\u00a0h\u00a050"
    assert said(now - timedelta(minutes=5), now) == "il y a cinq minutes"


def test_the_hour_that_comes_twice_and_the_one_that_never_comes():
    autumn = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 2:30 for the second time in Paris
    assert said(autumn, datetime(2026, 10, 26, 9, 0, tzinfo=UTC)) == "hier à 2\u00a0h\u00a030"
    assert said(autumn - timedelta(minutes=45), autumn) == "il y a 45 minutes"
    spring = datetime(2026, 3, 29, 0, 50, tzinfo=UTC)  # 1:50; ten minutes later it is 3:00
    assert said(spring, spring + timedelta(minutes=15)) == "il y a 15 minutes"
    assert said(spring, spring + timedelta(hours=2)) == "à 1\u00a0h\u00a050"


def test_the_reader_s_zone_decides_which_day_it_is():
    when, now = datetime(2026, 11, 23, 23, 30, tzinfo=UTC), datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert said(when, now) == "à 0\u00a0h\u00a030"
    with timezone.override(ZoneInfo("America/Montreal")), translation.override("fr"):
        assert times.humane(when, now) == "hier à 18\u00a0h\u00a030"


@pytest.mark.parametrize(
    ("length", "french", "english"),
    [
        (timedelta(0), "0\u00a0min", "0\u00a0min"),
        (timedelta(minutes=-3), "0\u00a0min", "0\u00a0min"),
        (timedelta(minutes=59, seconds=59), "59\u00a0min", "59\u00a0min"),
        (timedelta(hours=1, minutes=5), "1\u00a0h\u00a005", "1\u00a0h\u00a005"),
        (timedelta(hours=5, minutes=40), "5\u00a0h", "5\u00a0h"),
        (timedelta(hours=24), "1\u00a0jour", "1\u00a0day"),
        (timedelta(days=3, hours=9), "3\u00a0jours", "3\u00a0days"),
    ],
)
def test_durations_are_short(length, french, english):
    with translation.override("fr"):
        assert times.duration(length) == french
    with translation.override("en"):
        assert times.duration(length) == english


def test_the_exact_time_is_whole():
    with translation.override("fr"):
        assert (
            times.exactly(datetime(2026, 3, 1, 16, 3, tzinfo=PARIS))
            == "dimanche 1er mars 2026 à 16\u00a0h\u00a003"
        )
        assert times.day_name(date(2026, 11, 24)) == "mardi 24 novembre"
        assert times.in_letters(12) == "12"
    with translation.override("en"):
        assert (
            times.exactly(datetime(2026, 3, 1, 16, 3, tzinfo=PARIS)) == "Sunday 1 March 2026 at 4:03\u00a0pm"
        )
