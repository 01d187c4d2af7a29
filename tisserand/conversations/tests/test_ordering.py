"""Threads cut, moved, pinned and closed, each undone; what is kept stays true whatever was done."""

import contextlib
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tisserand.communities.models import Community
from tisserand.conversations import facts, first_words, lists, ordering, topics, writing
from tisserand.conversations.models import Arrangement, Closing, FormerPlace, Pin, Post, Thread, Topic
from tisserand.mail.outbox import deliver_due

HOUR = timedelta(hours=1)


@pytest.fixture
def elsewhere(community, cast, now):
    """Another community that Ada runs, where Chloé learns and Bao is nobody."""
    made = Community.objects.create(organisation=community.organisation, name="Weavers", slug="weavers")
    made.admit(cast.ada, "lcm", by=None, now=now)
    made.admit(cast.chloe, by=None, now=now)
    return made


@pytest.fixture
def long(question, answer, cast):
    """Chloé's question, answers by Bao (2), Ada (3), Bao (4)."""
    for who, text in ((cast.bao, "Two"), (cast.ada, "Three"), (cast.bao, "Four")):
        answer(question, text, by=who)
    return fresh(question)


@pytest.fixture
def by_ada(cast, now):
    return {"by": cast.ada, "now": now + 5 * HOUR}


def fresh(row):
    return type(row)._default_manager.get(pk=row.pk)


def said(thread):
    return list(thread.posts.order_by("number").values_list("number", "text"))


def all_true(*communities):
    for community in communities:
        assert facts.kept(community) == facts.recomputed(community)
        assert first_words.kept(community) == first_words.recomputed(community)


def ids(thread, *numbers):
    return list(thread.posts.filter(number__in=numbers).values_list("pk", flat=True))


# Cut in two


def test_the_chosen_posts_open_a_thread_by_who_wrote_the_first(community, long, cast, by_ada):
    done = ordering.split(long, ids(long, 2, 4), title="Another matter", **by_ada)
    made = done.into
    assert said(made) == [(1, "Two"), (2, "Four")]
    assert said(long) == [(1, "I do not dare."), (3, "Three")]
    assert (made.author, made.kind, made.title) == (cast.bao, "discussion", "Another matter")
    assert made.created_at == made.posts.first().created_at
    assert [one.number for one in FormerPlace.objects.filter(thread=long).order_by("number")] == [2, 4]
    assert made.follows.get().person == cast.bao
    all_true(community)


def test_undone_they_are_back_and_what_was_said_since_comes_after(community, long, answer, by_ada, cast):
    done = ordering.split(long, ids(long, 2, 4), title="Another matter", **by_ada)
    answer(done.into, "Since", by=cast.chloe)
    answer(long, "Meanwhile")
    ordering.undo(done, **by_ada)
    assert [text for _number, text in said(long)] == [
        "I do not dare.",
        "Two",
        "Three",
        "Four",
        "Meanwhile",
        "Since",
    ]
    assert fresh(done.into).merged_into == long
    assert writing.reply(fresh(done.into), source="Late", **by_ada).thread == long
    all_true(community)


def test_the_first_post_and_the_accepted_answer_stay(long, cast, by_ada, now):
    with pytest.raises(ValidationError, match="first message"):
        ordering.split(long, ids(long, 1, 2), title="T", **by_ada)
    long.accept(long.posts.get(number=2), by=cast.chloe, now=now)
    with pytest.raises(ValidationError, match="helped"):
        ordering.split(long, ids(long, 2), title="T", **by_ada)
    with pytest.raises(ValidationError, match="at least one"):
        ordering.split(long, [], title="T", **by_ada)


def test_the_same_form_twice_makes_one_thread(long, by_ada):
    posts = ids(long, 2)
    assert ordering.split(long, posts, title="T", **by_ada) == ordering.split(
        long, posts, title="T", **by_ada
    )
    assert Thread.objects.count() == 2


def test_a_split_whose_thread_was_joined_elsewhere_is_undone_after_that(long, ask, by_ada):
    done = ordering.split(long, ids(long, 2), title="T", **by_ada)
    joined = ordering.merge(done.into, into=ask(), **by_ada)
    with pytest.raises(ValidationError, match="undo that first"):
        ordering.undo(done, **by_ada)
    ordering.undo(joined, **by_ada)
    ordering.undo(Arrangement.objects.get(pk=done.pk), **by_ada)
    assert len(said(long)) == 4


# Moved


def test_a_thread_goes_with_all_that_is_its_own(community, elsewhere, long, by_ada, cast, mails):
    assert set(ordering.losing(long, elsewhere)) == {cast.bao}
    done = ordering.move(long, to=elsewhere, **by_ada)
    assert fresh(long).community == elsewhere
    assert mails()[-2:] == [("put-in-order", "Chloé"), ("put-in-order", "Bao")]
    assert community.events.filter(verb="moved").count() == elsewhere.events.filter(verb="moved").count() == 1
    all_true(community, elsewhere)
    assert ordering.move(fresh(long), to=elsewhere, **by_ada) == done
    ordering.undo(done, **by_ada)
    assert fresh(long).community == community
    all_true(community, elsewhere)


def test_what_was_said_of_it_in_the_journal_is_still_known(community, elsewhere, long, by_ada, cast, now):
    long.find_unsolved(by=cast.chloe, now=now + 2 * HOUR)
    ordering.move(long, to=elsewhere, **by_ada)
    late = writing.reply(fresh(long), by=cast.ada, source="So", now=now + 6 * HOUR)
    writing.delete(late, by=cast.ada, now=now + 7 * HOUR)
    assert fresh(long).waiting_since == now + 2 * HOUR
    all_true(community, elsewhere)


def test_who_loses_it_writes_in_it_no_more_and_gets_no_mail_of_it(
    elsewhere, long, by_ada, cast, now, mailoutbox
):
    stale = fresh(long)
    ordering.move(long, to=elsewhere, **by_ada)
    with pytest.raises(ValidationError, match="not a member"):
        writing.reply(stale, source="Late", by=cast.bao, now=now)
    deliver_due(now + 9 * HOUR)
    texts = [mail.body for mail in mailoutbox if mail.to[0].endswith("<bao@example.com>")]
    assert len(texts) == 1
    assert "You are not one of them" in texts[0]
    assert "See the conversation" not in texts[0]


def test_only_who_moderates_in_both_moves(community, elsewhere, long, cast, now):
    elsewhere.memberships.filter(person=cast.ada).update(role="learner")
    with pytest.raises(PermissionDenied):
        ordering.move(long, to=elsewhere, by=cast.ada, now=now)


def test_times_of_another_clock_do_not_mix(elsewhere, long, by_ada):
    elsewhere.set_back = HOUR
    elsewhere.save()
    with pytest.raises(ValidationError, match="same time"):
        ordering.move(long, to=elsewhere, **by_ada)


def test_a_topic_is_one_of_its_community(community, elsewhere, long, by_ada):
    theirs = topics.add(elsewhere, "Wool", **by_ada)
    with pytest.raises(ValidationError, match="not one of that"):
        ordering.sort(long, theirs, **by_ada)
    ours = topics.add(community, "Beginnings", **by_ada)
    assert ordering.sort(long, ours, **by_ada)
    assert not ordering.sort(long, ours, **by_ada)
    ordering.move(long, to=elsewhere, **by_ada)
    assert fresh(long).topic is None


# Topics


def test_topics_are_few_named_once_and_in_the_order_chosen(community, by_ada):
    one, two = (topics.add(community, name, **by_ada) for name in ("One", "Two"))
    topics.shift(two, -1, **by_ada)
    assert list(Topic.objects.standing()) == [two, one]
    with pytest.raises(ValidationError, match="of this name"):
        topics.rename(one, " tWO ", **by_ada)
    topics.remove(two, **by_ada)
    topics.rename(one, "Two", **by_ada)
    with pytest.raises(ValidationError, match="of this name"):
        topics.put_back(two, **by_ada)
    for number in range(Topic.MOST - 1):
        topics.add(community, f"More {number}", **by_ada)
    with pytest.raises(ValidationError, match="many already"):
        topics.add(community, "Too many", **by_ada)


# Pinned and closed


def test_few_are_pinned_and_they_keep_their_place(ask, by_ada, cast, now):
    threads = [ask(title=str(n), now=now + n * HOUR) for n in range(4)]
    for thread in threads[:3]:
        assert ordering.pin(thread, **by_ada)
    assert not ordering.pin(threads[0], **by_ada)
    with pytest.raises(ValidationError, match="Unpin one"):
        ordering.pin(threads[3], **by_ada)
    page = lists.page_of(lists.BY_SLUG["recent"], cast.places["bao"], now=now + 9 * HOUR)
    assert [line.thread.title for line in page.lines] == ["3", "2", "1", "0"]
    assert len(lists.pinned_in(cast.places["bao"], now=now + 9 * HOUR)) == 3
    assert ordering.unpin(threads[0], **by_ada)
    assert not ordering.unpin(threads[0], **by_ada)


def test_closed_nobody_replies_nobody_waits_until_it_is_reopened(community, question, by_ada, cast, answer):
    closing = ordering.close(question, reason="Answered in the guide.", **by_ada)
    assert ordering.close(question, reason="Again", **by_ada) == closing
    with pytest.raises(ValidationError, match="Answered in the guide"):
        answer(question)
    assert not Thread.objects.waiting().exists()
    all_true(community)
    ordering.reopen(question, **by_ada)
    assert Thread.objects.waiting().get() == question
    answer(question)
    all_true(community)


def test_it_is_not_closed_without_a_reason(question, by_ada):
    with pytest.raises(ValidationError):
        ordering.close(question, reason=" \n", **by_ada)
    assert not Closing.objects.exists()


def test_who_asked_hears_once_why_it_is_closed_and_nothing_when_it_is_reopened_at_once(
    question, ask, by_ada, now, mailoutbox
):
    ordering.close(question, reason="Answered in the guide.", **by_ada)
    other = ask(title="Other")
    ordering.close(other, reason="By mistake", **by_ada)
    ordering.reopen(other, **by_ada)
    deliver_due(now + 9 * HOUR)
    assert len(mailoutbox) == 1
    assert "Answered in the guide" in mailoutbox[0].body


def test_a_closed_question_is_not_found_unsolved(long, by_ada, cast, now):
    ordering.close(long, reason="Enough", **by_ada)
    with pytest.raises(ValidationError, match="closed"):
        fresh(long).find_unsolved(by=cast.chloe, now=now)


@pytest.mark.parametrize("act", ["split", "sort", "pin", "unpin", "close", "reopen"])
@pytest.mark.parametrize("name", ["bao", "chloe", "dov"])
def test_only_who_moderates_puts_in_order(long, cast, now, act, name):
    by = {"by": getattr(cast, name), "now": now}
    given = {"split": ([ids(long, 2)], {"title": "T"}), "sort": ([None], {}), "close": ([], {"reason": "R"})}
    args, more = given.get(act, ([], {}))
    with pytest.raises(PermissionDenied):
        getattr(ordering, act)(long, *args, **more, **by)


# Whatever is done, in whatever order

ACTS = [
    "merge",
    "split",
    "move",
    "undo",
    "undo",
    "close",
    "reopen",
    "pin",
    "reply",
    "delete",
    "restore",
    "accept",
]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 97), st.integers(0, 97)), max_size=14))
def test_what_is_kept_is_what_is_said_after_any_acts(community, elsewhere, cast, now, steps):
    Thread.objects.all().delete()
    for n, who in enumerate((cast.chloe, cast.bao, cast.ada)):
        kind = Thread.Kind.values[n % 2]
        thread = writing.start(community, kind=kind, title=f"T{n}", by=who, source="s", now=now, notify=False)
        for other in (cast.bao, cast.chloe):
            writing.reply(thread, by=other, source="r", now=now + n * HOUR, notify=False)
    for minutes, (act, one, two) in enumerate(steps, 1):
        words = set(Post.objects.values_list("pk", flat=True))
        with contextlib.suppress(ValidationError, PermissionDenied):
            _do(act, one, two, community, elsewhere, cast, now + 9 * HOUR + timedelta(minutes=minutes))
        all_true(community, elsewhere)
        if act not in ("reply", "delete", "restore"):
            assert set(Post.objects.values_list("pk", flat=True)) == words
            _nothing_jumped()
    _every_link_leads(community)


def _do(act, one, two, community, elsewhere, cast, now):
    threads = list(Thread.objects.order_by("pk"))
    posts = list(Post.objects.order_by("pk"))
    thread, other, post = threads[one % len(threads)], threads[two % len(threads)], posts[two % len(posts)]
    who = {"by": cast.ada, "now": now}
    if act == "merge":
        ordering.merge(thread, into=other, **who)
    elif act == "split":
        ordering.split(thread, ids(thread, 2 + two % 3, 3), title="Cut", kind="question", **who)
    elif act == "move":
        ordering.move(thread, to=elsewhere if thread.community_id == community.pk else community, **who)
    elif act == "undo" and Arrangement.objects.exists():
        done = list(Arrangement.objects.order_by("pk"))
        ordering.undo(done[one % len(done)], **who)
    elif act == "close":
        ordering.close(thread, reason="Enough", **who)
    elif act in ("reopen", "pin"):
        getattr(ordering, act)(thread, **who)
    elif act == "reply":
        writing.reply(thread, source="More", notify=False, **who)
    elif act in ("delete", "restore"):
        getattr(writing, act)(post, by=post.author, now=now)
    elif act == "accept":
        thread = post.thread
        thread.accept(post, by=thread.author, now=now)


def _nothing_jumped():
    """Each thread is where what was said in it puts it."""
    for thread in Thread.objects.all():
        spoken = (
            thread.posts.filter(deleted_at=None).order_by("-created_at").values_list("created_at", flat=True)
        )
        assert thread.last_post_at == (spoken.first() or thread.created_at)


def _every_link_leads(community):
    for place in FormerPlace.objects.select_related("post"):
        assert (place.post.thread_id, place.post.number) != (place.thread_id, place.number)
        assert not Post.objects.filter(thread=place.thread, number=place.number).exists()
    for shell in Thread.objects.exclude(merged_into=None):
        assert not shell.posts.exists()
        assert shell.merged_into.merged_into is None
        assert shell.merged_into.community_id == shell.community_id
    assert not Pin.objects.exclude(thread__community__in=Community.objects.all()).exists()
