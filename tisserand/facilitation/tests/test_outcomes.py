"""What came of it: how many it went to, k of n who answered, who read. Never that a mail was opened."""

import pytest

from tisserand.conversations import news, writing
from tisserand.facilitation import answering, drafts, outcomes, planning
from tisserand.mail.models import Envelope
from tisserand.meetings import planning as meetings
from tisserand.meetings import signing_up, telling

BUTTONS = [{"label": "Yes", "means": "done"}]


@pytest.fixture
def went(put, cast, now, cohort, make_person, join):
    """`went(3, answered=1)`: a mail to so many, all of which have left."""

    def went(count, *, answered=0, answers=BUTTONS):
        there = cohort.enrolments.count()
        for number in range(there, count):
            member = join(make_person(f"Emma{number}"))
            cohort.enrolments.create(membership=member, enrolled_at=now)
        planned = put(answers=answers)
        sent = drafts.approve(drafts.of(planned, by=cast.ada, now=now).drafts, planned, by=cast.ada, now=now)
        for sending in sent[:answered]:
            answering.say(sending, 0, by=sending.person, now=now)
        return planned

    return went


def words(*planned):
    came = outcomes.of(planned)
    return [came.of(one) for one in planned]


def left():
    Envelope.objects.update(state=Envelope.State.SENT)


def test_a_mail_says_how_many_it_went_to_and_who_answered(went):
    asked, plain = went(3, answered=2), went(3, answers=[])
    assert words(asked, plain) == ["3 mails approved, by Ada", "3 mails approved, by Ada"]
    left()
    assert words(asked, plain) == ["went to 3 people, by Ada · 2 of 3 answered", "went to 3 people, by Ada"]


def test_a_message_says_how_many_replied_and_news_who_read(put, community, cast, now):
    post, told = put(kind="post"), put(kind="post")
    said = {"kind": "discussion", "title": "Tell us", "source": "Tell.", "by": cast.ada, "now": now}
    thread = writing.start(community, **said)
    writing.reply(thread, by=cast.chloe, source="There.", now=now)
    thread.refresh_from_db()
    piece = news.tell(community, by=cast.ada, now=now, title="Friday", source="At eleven.")
    piece.readings.create(person=cast.chloe, last_number=1, read_at=now)
    planning.finish(post, by=cast.ada, now=now, thread=thread)
    planning.finish(told, by=cast.ada, now=now, thread=piece)
    assert words(post, told) == ["1 reply", "read by 1 of 2"]
    assert news.readers(piece) == news.Readers(1, 2)


def test_a_message_is_told_as_news_when_asked(ada, put):
    post, question = put(kind="post"), put(kind="question")
    for one in (post, question):
        said = {"subject": "Friday", "text": "At eleven.", "as_news": "on"}
        ada.post(f"/c/distance/animation/{one.pk}/publish/", said)
        one.refresh_from_db()
    assert (post.thread.kind, question.thread.kind) == ("news", "discussion")


def test_a_session_says_who_comes_and_who_came(ada, community, cast, now):
    values = {"title": "Opening", "link": "https://meet.example/", "by": cast.ada, "now": now}
    session = meetings.plan(community, starts_at=now + (now - now.replace(hour=0)), **values)
    page = "/c/distance/animation/?view=list"
    assert "nobody is invited yet" in ada.get(page).text
    telling.invite(session, by=cast.ada, now=now)
    signing_up.answer(session, "link", member=cast.places["chloe"], by=cast.chloe, now=now)
    assert "1 comes of 2 invited" in ada.get(page).text


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_statements_for_three_as_for_one(went, count, django_assert_num_queries):
    found = [went(count, answered=count) for _ in range(count)]
    with django_assert_num_queries(1):
        words(*found)
