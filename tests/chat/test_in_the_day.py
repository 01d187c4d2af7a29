"""What was said in a room and reported, in the day of the people who run the community."""

from tisserand.attention.day import day
from tisserand.chat import reports, saying
from tisserand.chat.models import Room


def found(community, now):
    return [signal for signal in day(community, now).signals if signal.indicator == "chat_reported"]


def test_it_stands_there_once_with_its_reason_and_leads_to_where_one_decides(cast, community, reader, now):
    said = saying.say(Room.objects.lasting(community), by=cast.bao, text="Nonsense.", now=now)
    reported = reports.report(said, by=cast.chloe, reason="Harsh", now=now)
    [signal] = found(community, now)
    assert (signal.since, signal.page_about) == (now, [])
    page = reader(cast.ada).get("/c/distance/my-day/").text
    line = page.partition('id="line-chat_reported')[2].partition("</li>")[0]
    assert "by 1 person: “Harsh”" in line
    assert 'href="/c/distance/chat/reports/"' in line
    reports.settle(reported, decision="kept", reason="Only a word", by=cast.ada, now=now)
    assert found(community, now) == []
