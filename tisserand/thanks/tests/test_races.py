"""Several at once."""

import pytest

from tisserand.conversations.models import Post
from tisserand.mail.models import Envelope
from tisserand.thanks import saying
from tisserand.thanks.models import Reaction

pytestmark = pytest.mark.django_db(transaction=True)


def test_four_clicks_at_once_are_one_word_and_one_line_to_its_author(at_once, post, cast, now):
    def click():
        saying.say(Post.objects.get(pk=post.pk), "thanks", by=cast.chloe, now=now)

    assert at_once(*[click] * 4) == [None] * 4
    assert Reaction.objects.count() == 1
    [envelope] = Envelope.objects.filter(kind="thanked")
    assert len(envelope.items) == 1


def test_said_and_taken_back_at_once_is_one_or_the_other(at_once, post, cast, now):
    saying.say(post, "useful", by=cast.chloe, now=now)
    assert (
        at_once(
            lambda: saying.take_back(Post.objects.get(pk=post.pk), "useful", by=cast.chloe, now=now),
            lambda: saying.say(Post.objects.get(pk=post.pk), "useful", by=cast.chloe, now=now),
            lambda: saying.take_back(Post.objects.get(pk=post.pk), "useful", by=cast.chloe, now=now),
        )
        == [None] * 3
    )
    assert Reaction.objects.count() in (0, 1)


def test_four_people_at_once_are_told_in_one_mail(at_once, post, cast, now, make_person, join):
    people = [join(make_person(name)).person for name in ("Emma", "Fanny", "Gil", "Hugo")]
    acts = [lambda by=by: saying.say(Post.objects.get(pk=post.pk), "thanks", by=by, now=now) for by in people]
    assert at_once(*acts) == [None] * 4
    [envelope] = Envelope.objects.filter(kind="thanked")
    assert len(envelope.items) == 4
