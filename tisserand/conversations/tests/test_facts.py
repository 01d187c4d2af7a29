import random
from datetime import timedelta

import pytest

from tisserand.conversations import facts, writing
from tisserand.conversations.models import Post, Thread, Unsolved

ACTS = ["start", "reply", "reply", "reply", "delete", "restore", "accept", "unaccept", "unsolved"]


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


@pytest.mark.parametrize("seed", range(8))
def test_kept_facts_are_what_the_posts_say(community, cast, now, seed):
    live(community, [cast.ada, cast.bao, cast.chloe], now, seed)
    assert facts.kept(community) == facts.recomputed(community)
    assert facts.rebuild(community) == 0


def test_facts_that_went_wrong_are_rebuilt(community, cast, ask, question, answer):
    answer(question)
    right = facts.kept(community)
    ask(title="Untouched")
    wrong = {"reply_count": 9, "first_reply_at": None, "last_post_by": None, "last_number": 1}
    Thread.objects.filter(pk=question.pk).update(**wrong)
    assert facts.rebuild(community) == 1
    assert facts.kept(community)[question.pk] == right[question.pk]


def test_nobody_is_both_solved_and_not(community, cast, now):
    live(community, [cast.ada, cast.bao, cast.chloe], now, seed=99)
    assert not Unsolved.objects.filter(thread__acceptance__isnull=False).exists()


def test_somebody_who_is_no_more_has_still_replied(community, cast, question, answer):
    answer(question)
    cast.bao.delete()
    assert facts.rebuild(community) == 0
    assert facts.kept(community)[question.pk].reply_count == 1
