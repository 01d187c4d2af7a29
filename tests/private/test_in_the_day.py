"""A private message that was handed over, in the day of the people who run the community."""

import pytest

from tisserand.attention.day import day
from tisserand.messages import reporting


@pytest.fixture
def handed_over(begin, cast, now):
    return reporting.report(begin(source="Word 1."), by=cast.chloe, reason="Harsh", now=now)


def test_the_lcm_finds_it_in_the_day_and_on_the_page_of_reports(handed_over, cast, community, reader, now):
    [signal] = [s for s in day(community, now).signals if s.indicator == "private_reported"]
    assert (signal.person, signal.since) == (None, now)
    page = reader(cast.ada).get("/c/distance/my-day/").content.decode()
    assert "A private message was reported" in page
    for words in ("Harsh", "Word", "Bao", "Chloé"):
        assert words not in page.partition('id="line-private_reported')[2].partition("</li>")[0]
    reports = reader(cast.ada).get("/c/distance/conversations/reports/").content.decode()
    assert "Reported by Chloé Martin" in reports


def test_a_line_of_the_day_can_wait(handed_over, cast, reader, community, now):
    [signal] = [s for s in day(community, now).signals if s.indicator == "private_reported"]
    url = "/c/distance/my-day/postpone/"
    ada = reader(cast.ada)
    assert ada.get(f"{url}?signal={signal.key}").status_code == 200
    assert ada.post(url, {"signal": signal.key, "until": "2026-11-30"}).status_code == 302
    assert signal.key not in {s.key for s in day(community, now).signals}
