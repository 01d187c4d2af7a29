"""Who is in it, from when to when."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tisserand.messages import blocking, taking_part, writing
from tisserand.messages.models import Message, Participation


def readable(person):
    return [message.number for message in Message.objects.readable_by(person).order_by("number")]


def test_who_is_brought_in_reads_only_what_follows(begin, answer, four, now):
    first = begin()
    taking_part.add(first.conversation, [four.emma], by=four.chloe, now=now)
    assert readable(four.emma) == []
    answer(first)
    assert readable(four.emma) == [2]
    assert readable(four.chloe) == [1, 2]


def test_a_pair_that_grew_is_no_pair_any_more(begin, four, now):
    first = begin()
    taking_part.add(first.conversation, [four.emma], by=four.bao, now=now)
    assert begin().conversation != first.conversation


def test_only_who_is_in_it_brings_somebody_in(begin, four, now):
    first = begin()
    for person in (four.ada, four.emma):
        with pytest.raises(PermissionDenied):
            taking_part.add(first.conversation, [four.felix], by=person, now=now)


def test_eight_people_at_most(begin, cast, make_person, join, now, four):
    first = begin(cast.chloe, four.emma)
    crowd = [make_person(f"N{number}") for number in range(6)]
    for person in crowd:
        join(person)
    with pytest.raises(ValidationError, match="At most 8 people"):
        taking_part.add(first.conversation, crowd, by=cast.bao, now=now)
    taking_part.add(first.conversation, crowd[:5], by=cast.bao, now=now)
    assert first.conversation.participations.current().count() == 8


def test_bringing_in_is_undone_while_nothing_was_said(begin, answer, four, now):
    first = begin(four.chloe, four.felix)
    taking_part.add(first.conversation, [four.emma], by=four.bao, now=now)
    assert taking_part.take_back(first.conversation, by=four.chloe) == 0
    assert taking_part.take_back(first.conversation, by=four.bao) == 1
    taking_part.add(first.conversation, [four.emma], by=four.bao, now=now)
    answer(first)
    assert taking_part.take_back(first.conversation, by=four.bao) == 0


def test_who_leaves_keeps_what_they_had_and_hears_no_more(begin, answer, four, now, mails):
    first = begin(four.chloe, four.emma)
    taking_part.leave(first.conversation, by=four.emma, now=now)
    answer(first)
    assert readable(four.emma) == [1]
    assert mails() == [("private-message", "Chloé"), ("private-message", "Emma"), ("private-message", "Bao")]


def test_coming_back_is_an_undo_not_a_door(begin, answer, four, now):
    first = begin(four.chloe, four.emma)
    conversation = first.conversation
    taking_part.leave(conversation, by=four.emma, now=now)
    assert taking_part.come_back(conversation, by=four.emma)
    taking_part.leave(conversation, by=four.emma, now=now)
    answer(first)
    assert not taking_part.come_back(conversation, by=four.emma)
    taking_part.add(conversation, [four.emma], by=four.bao, now=now)
    answer(first, source="Three.")
    assert readable(four.emma) == [1, 3]  # what was said while she was away is not hers
    assert not taking_part.come_back(conversation, by=four.ada)


def test_reading_never_goes_back(begin, answer, cast, now):
    first = begin()
    answer(first)
    for up_to in (2, 1):
        taking_part.note_reading(first.conversation, cast.bao, up_to=up_to, now=now)
    assert Participation.objects.get(person=cast.bao).read_up_to == 2


# Blocking


def test_a_block_shuts_between_two_and_is_told_in_words_that_say_nothing(begin, answer, cast, now, join):
    first = begin()
    blocking.block(cast.chloe, cast.bao, now=now)
    with pytest.raises(ValidationError) as refused:
        begin()
    with pytest.raises(ValidationError) as refused_again:
        answer(first, by=cast.bao)
    blocking.lift(cast.chloe, cast.bao)
    place = cast.places["chloe"]
    place.leave(by=cast.ada, now=now)
    with pytest.raises(ValidationError) as gone:
        begin()
    assert refused.value.messages == refused_again.value.messages == gone.value.messages
    assert gone.value.messages == ["Chloé Martin cannot be reached by private message at the moment."]


def test_a_block_holds_in_every_community(begin, cast, community, now):
    elsewhere = type(community).objects.create(
        organisation=community.organisation, name="Weavers", slug="weavers"
    )
    for person in (cast.bao, cast.chloe):
        elsewhere.admit(person, by=None, now=now)
    blocking.block(cast.chloe, cast.bao, now=now)
    with pytest.raises(ValidationError, match="cannot be reached"):
        writing.begin(elsewhere, by=cast.bao, people=[cast.chloe], source="And here?", now=now)


def test_who_blocks_lifts_it_before_they_write(begin, answer, cast, now):
    first = begin()
    blocking.block(cast.chloe, cast.bao, now=now)
    with pytest.raises(ValidationError, match="You have blocked Bao Tran"):
        answer(first)
    assert blocking.lift(cast.chloe, cast.bao)
    assert not blocking.lift(cast.chloe, cast.bao)
    assert answer(first).number == 2


def test_no_group_and_no_third_person_goes_around_a_block(begin, four, now):
    blocking.block(four.chloe, four.bao, now=now)
    with pytest.raises(ValidationError, match="Chloé Martin cannot be reached"):
        begin(four.emma, four.chloe)
    group = begin(four.emma, four.felix)
    with pytest.raises(ValidationError, match="Chloé Martin cannot be reached"):
        taking_part.add(group.conversation, [four.chloe], by=four.bao, now=now)


def test_among_several_a_block_spares_who_blocked_and_nobody_else(begin, answer, four, now, mails):
    first = begin(four.chloe, four.bao, by=four.emma)
    blocking.block(four.chloe, four.bao, now=now)
    before = len(mails())
    answer(first, by=four.bao)
    assert mails()[before:] == [("private-message", "Emma")]
    assert not Message.objects.unread_by(four.chloe).filter(number=2).exists()
    assert Message.objects.unread_by(four.emma).filter(number=2).exists()


def test_nobody_blocks_themselves(cast, now):
    with pytest.raises(ValueError, match="themselves"):
        blocking.block(cast.bao, cast.bao, now=now)
