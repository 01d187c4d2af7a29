import random
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from tisserand.communities import facts as facts_of
from tisserand.conversations import facts, first_words, writing
from tisserand.conversations.models import FirstWords, Post, Thread, Unsolved

ACTS = ["start", "reply", "reply", "reply", "delete", "restore", "accept", "unaccept", "unsolved", "back"]


def live(community, people, now, seed):
    """A life of sixty acts, some of them refused; times mostly advance."""
    dice, moment = random.Random(seed), now
    for _ in range(60):
        moment += timedelta(minutes=dice.randint(-20, 90))
        act, who = dice.choice(ACTS), dice.choice(people)
        thread, post = dice.choice([*Thread.objects.all(), None]), dice.choice([*Post.objects.all(), None])
        if act == "start" or thread is None or post is None:
            kind = dice.choice(Thread.Kind.values)
            writing.start(community, kind=kind, title="T", by=who, source="s", now=moment, notify=False)
        elif act == "reply" and not thread.deleted_at:
            writing.reply(thread, by=who, source="r", now=moment, notify=False)
        elif act == "delete":
            writing.delete(post, by=post.author, now=moment)
        elif act == "restore" and post.deleted_at:
            writing.restore(post, by=post.author, now=moment)
        elif post.thread.asks and post.number > 1 and not post.deleted_at:
            _speak_as_the_asker(act, post, moment)


def _speak_as_the_asker(act, post, moment):
    asker, thread = post.thread.author, post.thread
    if act == "accept":
        thread.accept(post, by=asker, now=moment)
    elif act == "unaccept":
        thread.unaccept(by=asker, now=moment)
    elif act == "unsolved" and thread.first_reply_at:
        thread.find_unsolved(by=asker, now=moment)
    elif act == "back":
        thread.take_back_unsolved(by=asker, now=moment)


def waits(thread):
    """In other words than those of the model."""
    if thread.kind not in ("question", "help") or thread.deleted_at or thread.solved:
        return None
    if thread.found_unsolved:
        return thread.unsolved.said_at
    by_others = [post for post in thread.posts.all() if post.author_id != thread.author_id]
    return thread.created_at if all(post.deleted_at for post in by_others) else None


@pytest.mark.parametrize("seed", range(8))
def test_kept_facts_are_what_the_posts_say(community, cast, now, seed):
    live(community, [cast.ada, cast.bao, cast.chloe], now, seed)
    assert facts.kept(community) == facts.recomputed(community)
    assert facts.rebuild(community) == 0
    assert {one: one.waiting_since for one in Thread.objects.all()} == {
        one: waits(one) for one in Thread.objects.all()
    }
    assert first_words.kept(community) == first_words.recomputed(community)
    assert first_words.rebuild(community) == 0


def test_threads_that_were_there_before_know_who_waits(community, cast, now):
    live(community, [cast.ada, cast.bao, cast.chloe], now, seed=7)
    Thread.objects.update(waiting_since=None)
    import_module("tisserand.conversations.migrations.0003_keep_since_when_somebody_waits").keep(apps, None)
    assert facts.kept(community) == facts.recomputed(community)
    assert Thread.objects.waiting().exists()


def test_first_words_that_were_there_before_are_known(community, cast, now):
    live(community, [cast.ada, cast.bao, cast.chloe], now, seed=8)
    right = first_words.kept(community)
    FirstWords.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("tisserand.conversations.migrations.0005_keep_first_words").KEEP)
    assert first_words.kept(community) == right == first_words.recomputed(community)


def test_first_words_that_went_wrong_are_rebuilt(community, cast, question, answer):
    later = answer(question, by=cast.chloe)
    right = first_words.kept(community)
    FirstWords.objects.filter(author=cast.chloe).update(post=later)
    assert facts_of.rebuild(community)["first words"] == 1
    assert first_words.kept(community) == right


def test_facts_that_went_wrong_are_rebuilt(community, cast, ask, question, answer):
    answer(question)
    right = facts.kept(community)
    ask(title="Untouched")
    wrong = {"reply_count": 9, "first_reply_at": None, "last_post_by": None, "last_number": 1}
    Thread.objects.filter(pk=question.pk).update(**wrong)
    assert facts_of.rebuild(community)["threads"] == 1  # what `rebuild-facts` runs
    assert facts.kept(community)[question.pk] == right[question.pk]


def test_nobody_is_both_solved_and_not(community, cast, now):
    live(community, [cast.ada, cast.bao, cast.chloe], now, seed=99)
    assert not Unsolved.objects.filter(thread__acceptance__isnull=False).exists()


def test_somebody_who_is_no_more_has_still_replied(community, cast, question, answer):
    answer(question)
    cast.bao.delete()
    assert facts.rebuild(community) == 0
    assert facts.kept(community)[question.pk].reply_count == 1
