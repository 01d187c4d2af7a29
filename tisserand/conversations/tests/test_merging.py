"""Two threads become one, and two again."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tisserand.communities.models import Community
from tisserand.conversations import facts, ordering, writing
from tisserand.conversations.models import Acceptance, Arrangement, FormerPlace, Post, Thread
from tisserand.mail.outbox import deliver_due
from tisserand.search import indexing
from tisserand.search.models import Passage

HOUR = timedelta(hours=1)


@pytest.fixture
def kept(ask, answer):
    """Chloé's question, with two answers by Bao: three posts."""
    thread = ask(title="How to begin?")
    answer(thread, "Begin with a fact.")
    answer(thread, "Then listen.")
    return fresh(thread)


@pytest.fixture
def other(ask, cast, make_person, join, now):
    """Inès asks the same: two posts of hers."""
    ines = make_person("Inès", email="ines@example.com")
    join(ines)
    thread = ask(title="Where do I start?", by=ines, now=now + 2 * HOUR)
    writing.reply(thread, by=ines, source="Anybody?", now=now + 3 * HOUR)
    return fresh(thread)


@pytest.fixture
def merge(cast, now):
    def merge(thread, into, **values):
        return ordering.merge(fresh(thread), into=fresh(into), by=cast.ada, now=now + 5 * HOUR, **values)

    return merge


@pytest.fixture
def undo(cast, now):
    return lambda done: ordering.undo(fresh(done), by=cast.ada, now=now + 9 * HOUR)


def fresh(row):
    return type(row)._default_manager.get(pk=row.pk)


def said(thread):
    return list(thread.posts.order_by("number").values_list("number", "text"))


def all_facts(community):
    assert facts.kept(community) == facts.recomputed(community)
    return dict(sorted(facts.kept(community).items()))


def test_the_posts_of_one_follow_those_of_the_other(community, kept, other, merge):
    before = said(kept)
    merge(other, kept)
    assert said(kept) == [*before, (4, "I do not dare."), (5, "Anybody?")]
    assert said(other) == []
    assert list(Thread.objects.visible()) == [kept]
    assert fresh(kept).reply_count == 4
    all_facts(community)


def test_where_they_stood_is_known(kept, other, merge):
    posts = list(other.posts.order_by("number"))
    done = merge(other, kept)
    left = FormerPlace.objects.filter(arrangement=done).order_by("number")
    assert [(one.thread, one.number, one.post, one.by_asker) for one in left] == [
        (other, 1, posts[0], True),
        (other, 2, posts[1], True),
    ]


def test_undone_all_is_as_before(community, kept, other, merge, undo):
    before = all_facts(community), said(kept), said(other)
    done = merge(other, kept)
    undo(done)
    after = all_facts(community)
    # The numbers that were given meanwhile are not given to other posts.
    assert after[kept.pk].last_number == 5
    assert [{**vars(one), "last_number": 0} for one in before[0].values()] == [
        {**vars(one), "last_number": 0} for one in after.values()
    ]
    assert (said(kept), said(other)) == before[1:]
    assert fresh(done).undone
    assert undo(done) is None


def test_links_given_out_while_they_were_one_lead_on_after_it_is_undone(kept, other, merge, undo):
    post = other.posts.get(number=2)
    undo(merge(other, kept))
    left = FormerPlace.objects.get(thread=kept, number=5)
    assert (left.post, left.post.thread) == (post, other)
    assert not FormerPlace.objects.filter(thread=other).exists()


def test_what_is_written_after_it_is_undone_gets_a_number_of_its_own(kept, other, merge, undo, answer):
    undo(merge(other, kept))
    assert answer(kept).number == 6
    assert answer(other).number == 3


def test_a_second_time_it_is_joined_the_old_links_still_lead_on(kept, other, merge, undo):
    undo(merge(other, kept))
    merge(other, kept)
    assert [number for number, _text in said(kept)] == [1, 2, 3, 6, 7]
    assert sorted(FormerPlace.objects.values_list("thread", "number")) == sorted(
        [(other.pk, 1), (other.pk, 2), (kept.pk, 4), (kept.pk, 5)]
    )


def test_somebody_asking_the_same_has_not_answered(community, ask, cast, other, merge):
    alone = ask(title="Nobody has answered this")
    merge(other, alone)
    assert fresh(alone).waiting_since == alone.created_at
    assert list(Thread.objects.waiting()) == [alone]
    all_facts(community)


def test_who_answered_the_other_has_answered(community, ask, answer, cast, other, merge):
    alone = ask(title="Nobody has answered this")
    answer(other)
    merge(other, alone)
    assert not fresh(alone).waiting
    all_facts(community)


def test_joining_moves_nothing_in_the_lists_but_by_what_was_said(kept, other, merge, undo, now):
    done = merge(other, kept)
    assert fresh(kept).last_post_at == other.last_post_at
    undo(done)
    assert fresh(kept).last_post_at == kept.last_post_at


def test_followers_of_one_follow_the_other_until_it_is_undone(kept, other, merge, undo, cast, now):
    other.follow(cast.ada, now=now)
    done = merge(other, kept)
    assert set(kept.follows.values_list("person__given_name", flat=True)) == {"Chloé", "Bao", "Ada", "Inès"}
    undo(done)
    assert set(kept.follows.values_list("person__given_name", flat=True)) == {"Chloé", "Bao"}
    assert set(other.follows.values_list("person__given_name", flat=True)) == {"Ada", "Inès"}


def test_who_came_along_and_wrote_still_follows_after_it_is_undone(kept, other, merge, undo):
    done = merge(other, kept)
    writing.reply(fresh(kept), by=other.author, source="Thank you.", now=done.done_at)
    undo(done)
    assert kept.follows.filter(person=other.author).exists()
    assert said(kept)[-1] == (6, "Thank you.")


def test_who_had_read_both_has_read_both_and_nobody_more(kept, other, merge, undo, cast, now):
    kept.note_reading(cast.ada, up_to=3, now=now)
    other.note_reading(cast.ada, up_to=1, now=now)
    kept.note_reading(cast.bao, up_to=2, now=now)  # he wrote there: he has read it all
    other.note_reading(cast.chloe, up_to=2, now=now)
    done = merge(other, kept)
    read = dict(kept.readings.values_list("person__given_name", "last_number"))
    assert read == {"Ada": 4, "Bao": 3, "Chloé": 1}
    kept.note_reading(cast.bao, up_to=5, now=now)
    undo(done)
    read = dict(other.readings.values_list("person__given_name", "last_number"))
    assert read == {"Inès": 2, "Ada": 1, "Chloé": 2, "Bao": 2}


def test_the_accepted_answer_of_one_is_that_of_both_unless_the_other_has_its_own(
    community, kept, other, answer, merge, undo, cast, now
):
    good = answer(other, "This way.")
    other.accept(good, by=other.author, now=now)
    done = merge(other, kept)
    assert (fresh(kept).acceptance.post, fresh(kept).acceptance.accepted_by) == (good, other.author)
    all_facts(community)
    undo(done)
    assert [(one.thread, one.post) for one in Acceptance.objects.all()] == [(other, good)]
    mine = kept.posts.get(number=2)
    fresh(kept).accept(mine, by=cast.chloe, now=now)
    merge(other, kept)
    assert fresh(kept).acceptance.post == mine
    all_facts(community)


def test_not_solved_stays_said_when_only_a_question_has_joined(community, kept, other, merge, cast, now):
    kept.find_unsolved(by=cast.chloe, now=now + 2 * HOUR)
    merge(other, kept)
    assert fresh(kept).found_unsolved
    all_facts(community)


def test_an_answer_that_is_removed_while_they_are_one_is_accepted_nowhere(
    community, kept, other, answer, merge, undo, cast, now
):
    good = answer(other, "This way.")
    other.accept(good, by=other.author, now=now)
    done = merge(other, kept)
    writing.delete(good, by=cast.bao, now=now + 6 * HOUR)
    undo(done)
    assert not Acceptance.objects.exists()
    all_facts(community)


def test_a_chain_of_three_leads_to_the_last_and_comes_apart_again(community, ask, kept, other, merge, undo):
    first = ask(title="First of all")
    before = all_facts(community)
    one = merge(first, other)
    two = merge(other, kept)
    assert {fresh(first).merged_into, fresh(other).merged_into} == {kept}
    with pytest.raises(ValidationError, match="undo that first"):
        undo(one)
    undo(two)
    assert fresh(first).merged_into == other
    undo(one)
    assert [one.reply_count for one in all_facts(community).values()] == [
        one.reply_count for one in before.values()
    ]


def test_twice_is_once(kept, other, merge, community):
    assert merge(other, kept) == merge(other, kept)
    assert community.events.filter(verb="merged").count() == 1


@pytest.mark.parametrize("name", ["bao", "chloe", "dov"])
def test_only_who_moderates_joins_and_undoes(cast, kept, other, merge, now, name):
    with pytest.raises(PermissionDenied):
        ordering.merge(other, into=kept, by=getattr(cast, name), now=now)
    done = merge(other, kept)
    with pytest.raises(PermissionDenied):
        ordering.undo(done, by=getattr(cast, name), now=now)


def test_what_cannot_be_joined_is_refused_in_words(cast, kept, other, ask, merge, now):
    with pytest.raises(ValidationError, match="another conversation than this"):
        merge(kept, kept)
    gone = ask(title="gone")
    writing.delete(gone.posts.get(), by=cast.chloe, now=now)
    with pytest.raises(ValidationError, match="withdrawn"):
        merge(gone, kept)
    merge(other, kept)
    with pytest.raises(ValidationError, match="meanwhile"):
        merge(kept, other)
    elsewhere = Community.objects.create(organisation=kept.community.organisation, name="W", slug="w")
    elsewhere.admit(cast.ada, "lcm", by=None, now=now)
    with pytest.raises(ValidationError, match="of one community"):
        merge(writing.start(elsewhere, kind="question", title="T", by=cast.ada, source="s", now=now), kept)


def test_both_who_asked_are_told_once_and_of_the_undoing_too(cast, kept, other, merge, undo, mails, now):
    deliver_due(now + 4 * HOUR)
    done = merge(other, kept)
    assert mails()[-2:] == [("put-in-order", "Inès"), ("put-in-order", "Chloé")]
    deliver_due(now + 6 * HOUR)
    undo(done)
    assert sorted(mails()[-2:]) == [("put-in-order", "Chloé"), ("put-in-order", "Inès")]


def test_undone_within_ten_minutes_nobody_hears_of_it(cast, kept, other, merge, mails, now, mailoutbox):
    done = merge(other, kept)
    ordering.undo(done, by=cast.ada, now=done.done_at + timedelta(minutes=5))
    mailoutbox.clear()
    deliver_due(now + 9 * HOUR)
    assert not [mail for mail in mailoutbox if "About your conversation" in mail.subject]


def test_the_search_leads_to_where_the_words_are(kept, other, merge, undo):
    def where():
        indexing.follow_some()
        return dict(Passage.objects.filter(part__in=posts).values_list("part", "document__key"))

    posts = list(other.posts.values_list("pk", flat=True))
    assert set(where().values()) == {other.pk}
    done = merge(other, kept)
    assert set(where().values()) == {kept.pk}
    undo(done)
    assert set(where().values()) == {other.pk}


def test_a_reply_to_what_was_joined_lands_where_it_leads(kept, other, merge, cast, now):
    stale = fresh(other)
    merge(other, kept)
    post = writing.reply(stale, by=cast.bao, source="Late", now=now + 6 * HOUR)
    assert (post.thread, post.number) == (kept, 6)


def test_the_asker_of_what_was_joined_accepts_nothing_in_it(kept, other, answer, merge, now):
    post, stale = answer(other), fresh(other)
    merge(other, kept)
    with pytest.raises(ValidationError, match="just been joined"):
        stale.accept(post, by=other.author, now=now)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_a_reply_while_they_are_joined_is_never_lost(
        self, at_once, community, kept, other, merge, cast, now
    ):
        def reply(n):
            thread = fresh(other)
            return lambda: writing.reply(thread, by=cast.bao, source=f"Reply {n}", now=now)

        raised = at_once(lambda: merge(other, kept), *(reply(n) for n in range(4)))
        assert raised == [None] * 5
        assert set(Post.objects.values_list("thread", flat=True)) == {kept.pk}
        assert Post.objects.filter(text__startswith="Reply").count() == 4
        all_facts(community)

    def test_of_two_that_would_join_each_other_one_does(self, at_once, community, kept, other, merge):
        raised = at_once(lambda: merge(other, kept), lambda: merge(kept, other))
        assert sorted(type(one).__name__ for one in raised) == ["NoneType", "ValidationError"]
        assert Post.objects.values("thread").distinct().count() == 1
        all_facts(community)

    def test_a_double_click_is_one_click(self, at_once, community, kept, other, merge):
        assert at_once(*[lambda: merge(other, kept)] * 3) == [None] * 3
        assert Arrangement.objects.count() == 1
        all_facts(community)

    def test_undoing_while_somebody_replies_and_removes(
        self, at_once, community, kept, other, merge, undo, cast, now
    ):
        done, theirs = merge(other, kept), other.former_places.get(number=2).post
        raised = at_once(
            lambda: undo(done),
            lambda: writing.reply(fresh(other), by=cast.bao, source="Here", now=now),
            lambda: writing.delete(Post.objects.get(pk=theirs.pk), by=other.author, now=now),
        )
        assert raised == [None] * 3
        assert Post.objects.get(text="Here").thread in (kept, other)
        all_facts(community)
