"""Several at once."""

import pytest

from tisserand.conversations import facts, writing
from tisserand.conversations.models import Acceptance, Post, Thread

pytestmark = pytest.mark.django_db(transaction=True)


def test_eight_replies_at_once_are_eight_numbers(at_once, community, cast, question, now):
    def reply(n):
        thread = Thread.objects.get()
        return lambda: writing.reply(thread, by=cast.bao, source=f"Reply {n}", now=now)

    assert at_once(*(reply(n) for n in range(8))) == [None] * 8
    assert sorted(Post.objects.values_list("number", flat=True)) == list(range(1, 10))
    assert facts.kept(community) == facts.recomputed(community)


@pytest.mark.parametrize("act", ["start", "reply"])
def test_a_form_sent_four_times_at_once_makes_one_post(at_once, community, cast, question, now, act):
    def send():
        if act == "reply":
            writing.reply(question, by=cast.bao, source="Once", now=now, form_token="t")
        else:
            writing.start(
                community, kind="question", title="Once", by=cast.bao, source="Once", now=now, form_token="t"
            )

    assert at_once(*[send] * 4) == [None] * 4
    assert Post.objects.filter(text="Once").count() == 1


def test_of_two_acceptances_at_once_one_stands(at_once, cast, question, answer, now):
    posts = [answer(question), answer(question)]
    acts = [lambda post=post: Thread.objects.get().accept(post, by=cast.chloe, now=now) for post in posts]
    assert at_once(*acts) == [None, None]
    assert Acceptance.objects.get().post in posts


def test_deleting_while_replying_keeps_the_facts(at_once, community, cast, question, answer, now):
    post = answer(question)
    at_once(
        lambda: writing.delete(Post.objects.get(pk=post.pk), by=cast.bao, now=now),
        lambda: writing.reply(Thread.objects.get(), by=cast.ada, source="Meanwhile", now=now),
        lambda: writing.delete(Post.objects.get(number=1), by=cast.chloe, now=now),
    )
    assert facts.kept(community) == facts.recomputed(community)
