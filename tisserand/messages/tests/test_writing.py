"""Beginning, going on, editing, taking back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tisserand.communities.models import Event, Membership
from tisserand.messages import pace, taking_part, writing
from tisserand.messages.models import Conversation, Message


def test_two_people_have_one_conversation_whoever_begins(begin, cast):
    first = begin()
    second = begin(cast.bao, by=cast.chloe, source="I was about to write.")
    assert second.conversation == first.conversation
    assert [message.number for message in first.conversation.messages.all()] == [1, 2]


def test_several_people_begin_anew_each_time(begin, four):
    assert begin(four.chloe, four.emma).conversation != begin(four.chloe, four.emma).conversation


def test_another_community_is_another_conversation(begin, cast, community, now):
    elsewhere = type(community).objects.create(
        organisation=community.organisation, name="Weavers", slug="weavers"
    )
    for person in (cast.bao, cast.chloe):
        elsewhere.admit(person, by=None, now=now)
    there = writing.begin(elsewhere, by=cast.bao, people=[cast.chloe], source="Here too.", now=now)
    assert there.conversation != begin().conversation


def test_the_same_form_twice_is_one_message(begin, answer):
    first, again = begin(form_token="a-form"), begin(form_token="a-form")
    assert first == again
    assert answer(first, form_token="b") == answer(first, form_token="b")
    assert Message.objects.count() == 2


@pytest.mark.parametrize("source", ["", " \n ", "x" * 50_001])
def test_nothing_and_too_much_are_refused(begin, source):
    with pytest.raises(ValidationError):
        begin(source=source)
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("count", [0, 8])
def test_nobody_and_a_crowd_are_refused(begin, cast, make_person, join, count):
    crowd = [make_person(f"N{number}") for number in range(count)]
    for person in crowd:
        join(person)
    with pytest.raises(ValidationError, match="at least one person, and 7 at most"):
        begin(*(crowd or [cast.bao]))


def test_what_people_write_is_made_safe(begin):
    message = begin(source='<script>alert(1)</script><img src=x onerror="x">\u202eevil', format="html")
    assert "<script" not in message.html
    assert "<img" not in message.html
    assert "\u202e" not in message.html + message.text


def test_only_who_takes_part_writes(begin, answer, cast):
    with pytest.raises(PermissionDenied):
        answer(begin(), by=cast.ada)


def test_who_left_the_community_is_out_once_somebody_writes_on(begin, answer, four, now):
    first = begin(four.chloe, four.emma)
    Membership.objects.get(person=four.emma).leave(by=four.ada, now=now)
    answer(first)
    assert [m.number for m in Message.objects.readable_by(four.emma)] == [1]
    with pytest.raises(PermissionDenied):
        answer(first, by=four.emma)


def test_nobody_left_to_read_is_said(begin, answer, cast, now):
    first = begin()
    taking_part.leave(first.conversation, by=cast.bao, now=now)
    with pytest.raises(ValidationError, match="nobody would read you"):
        answer(first)


def test_writing_again_to_who_left_begins_anew(begin, cast, now):
    first = begin()
    taking_part.leave(first.conversation, by=cast.bao, now=now)
    second = begin(cast.bao, by=cast.chloe)
    assert second.conversation != first.conversation
    assert [m.number for m in Message.objects.readable_by(cast.bao)] == [1, 1]


def test_its_author_says_it_otherwise_within_the_hour(begin, cast, now):
    message = begin()
    for minutes, person, wrong in ((30, cast.chloe, True), (30, cast.bao, False), (61, cast.bao, True)):
        edit = dict(by=person, source="Another word.", now=now + timedelta(minutes=minutes))
        if wrong:
            with pytest.raises(PermissionDenied):
                writing.edit(message, **edit)
        else:
            edited = writing.edit(message, **edit)
            assert (edited.text, edited.folded) == ("Another word.", "another word.")
            assert edited.edited_at == now + timedelta(minutes=30)


def test_taken_back_put_back_and_gone_after_a_day(begin, cast, now):
    message = writing.remove(begin(), by=cast.bao, now=now)
    assert message.restorable_by(cast.bao)
    assert not message.restorable_by(cast.chloe)
    assert writing.restore(message, by=cast.bao).deleted_at is None
    writing.remove(message, by=cast.bao, now=now)
    assert writing.forget_removed(now) == 0
    assert writing.forget_removed(now + timedelta(seconds=1)) == 1
    message.refresh_from_db()
    assert (message.source, message.html, message.text, message.folded) == ("", "", "", "")
    with pytest.raises(PermissionDenied):
        writing.restore(message, by=cast.bao)


def test_only_its_author_takes_it_back(begin, cast, now):
    for person in (cast.chloe, cast.ada):
        with pytest.raises(PermissionDenied):
            writing.remove(begin(), by=person, now=now)


def test_the_journal_says_nothing_of_it(begin, answer, cast, now):
    """A mail is a day of presence, like a visit; to whom it went is written nowhere."""
    first = begin()
    reply = answer(first, via=Message.Via.MAIL)
    writing.edit(first, by=cast.bao, source="Other.", now=now)
    writing.remove(reply, by=cast.chloe, now=now)
    taking_part.mute(first.conversation, cast.bao, now=now)
    taking_part.leave(first.conversation, by=cast.bao, now=now)
    lines = [(e.verb, e.actor, e.object_type, e.object_id, e.detail) for e in Event.objects.all()]
    assert lines == [("visited", cast.chloe, "", "", {})]
    assert Membership.objects.get(person=cast.chloe).active_days == 1


def test_a_newcomer_writes_to_a_few_people_a_day(community, cast, make_person, join, now):
    crowd = [make_person(f"N{number}") for number in range(pace.PEOPLE_A_DAY_WHEN_NEW + 1)]
    for person in crowd:
        join(person)

    def write_to(person, at=now):
        return writing.begin(community, by=cast.chloe, people=[person], source="Hello", now=at)

    for person in crowd[:-1]:
        write_to(person)
    with pytest.raises(ValidationError, match="first week"):
        write_to(crowd[-1])
    write_to(crowd[0])  # whom she writes to already
    Membership.objects.filter(person=cast.chloe).update(joined_at=now - timedelta(days=8))
    assert write_to(crowd[-1]).number == 1


def test_who_is_here_for_long_has_a_ceiling_too(begin, cast, four, now, monkeypatch):
    Membership.objects.update(joined_at=now - timedelta(days=30))
    monkeypatch.setattr(pace, "PEOPLE_A_DAY", 2)
    first = begin(cast.chloe)
    begin(four.emma)
    with pytest.raises(ValidationError, match="many people today"):
        begin(four.felix)
    with pytest.raises(ValidationError, match="many people today"):
        taking_part.add(first.conversation, [four.felix], by=cast.bao, now=now)
    begin(four.felix, now=now + timedelta(days=1, minutes=1))


def test_faster_than_anybody_types_is_refused(begin, answer, monkeypatch):
    monkeypatch.setattr(pace, "MESSAGES", 2)
    first = begin()
    begin()
    with pytest.raises(ValidationError, match="a great deal"):
        begin()
    answer(first)


@pytest.mark.django_db(transaction=True)
def test_two_who_write_to_each_other_at_the_same_instant_meet(begin, cast, at_once):
    raised = at_once(lambda: begin(), lambda: begin(cast.bao, by=cast.chloe))
    assert raised == [None, None]
    assert [(c.last_number, c.participations.count()) for c in Conversation.objects.all()] == [(2, 2)]


@pytest.mark.django_db(transaction=True)
def test_a_double_click_in_the_same_instant_is_one_message(begin, at_once):
    assert at_once(*[lambda: begin(form_token="one")] * 3) == [None, None, None]
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_numbers_follow_each_other_when_all_write_at_once(begin, answer, four, at_once):
    first = begin(four.chloe, four.emma)
    acts = [lambda p=p: answer(first, by=p) for p in (four.bao, four.chloe, four.emma)]
    assert at_once(*acts) == [None] * 3
    assert [m.number for m in first.conversation.messages.all()] == [1, 2, 3, 4]
