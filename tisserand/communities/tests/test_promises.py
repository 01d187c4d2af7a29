from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from tisserand.communities.promises import promised_words

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=PARIS)  # a Tuesday


@pytest.mark.parametrize(
    ("due", "french", "english"),
    [
        ("2026-11-24 15:00", "réponse promise avant 15 h", "answer promised before 3 pm"),
        ("2026-11-24 15:31", "réponse promise avant 15 h 35", "answer promised before 3:35 pm"),
        ("2026-11-24 15:58", "réponse promise avant 16 h", "answer promised before 4 pm"),
        ("2026-11-25 11:00", "réponse promise avant demain 11 h", "answer promised before tomorrow 11 am"),
        ("2026-11-30 10:00", "réponse promise avant lundi 10 h", "answer promised before Monday 10 am"),
        (
            "2026-12-01 10:00",
            "réponse promise avant le mardi 1er décembre, 10 h",
            "answer promised before Tuesday 1 December, 10 am",
        ),
        ("2026-11-24 09:00", "réponse promise pour 9 h", "answer was promised for 9 am"),
        ("2026-11-23 15:00", "réponse promise pour hier 15 h", "answer was promised for yesterday 3 pm"),
        (
            "2026-11-20 15:00",
            "réponse promise pour le vendredi 20 novembre, 15 h",
            "answer was promised for Friday 20 November, 3 pm",
        ),
    ],
)
def test_a_promise_is_told_as_people_say_it(due, french, english):
    due = datetime.fromisoformat(due).replace(tzinfo=PARIS)
    for language, wanted in (("fr", french), ("en", english)):
        with translation.override(language):
            words = promised_words(due, NOW, PARIS).replace("\u202f", " ").replace("\u00a0", " ")
        assert words == wanted


def test_it_is_told_in_the_zone_asked_for():
    due = datetime(2026, 11, 24, 23, 30, tzinfo=PARIS)
    with translation.override("en"):
        assert promised_words(due, NOW, ZoneInfo("Indian/Reunion")).endswith("tomorrow 2:30\u00a0am")
