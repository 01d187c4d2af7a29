"""Several at once."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image

from tisserand.conversations import attachments, facts, writing
from tisserand.conversations.models import Acceptance, Post, Thread
from tisserand.mail.written import dressing, pictures

pytestmark = pytest.mark.django_db(transaction=True)

_file = BytesIO()
Image.new("RGB", (20, 10)).save(_file, "PNG")
PNG = _file.getvalue()


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


def test_a_picture_described_while_its_message_is_edited_keeps_both(at_once, cast, question, now):
    drawn = pictures.draw("a.png", ContentFile(PNG), len(PNG))
    post = writing.reply(question, by=cast.bao, source="Look", now=now, files=[drawn])
    picture = post.attachments.get()
    at_once(
        lambda: writing.describe(picture, "What one sees", by=cast.ada, now=now),
        lambda: writing.edit(post, by=cast.bao, source="Look here\n\n[image 1]", now=now),
    )
    post.refresh_from_db()
    assert post.text == "Look here\n\n[Image 1 — What one sees]"


def test_one_picture_of_the_editor_sent_with_two_messages_at_once_is_in_one(at_once, cast, question, now):
    drawn = pictures.draw("a.png", ContentFile(PNG), len(PNG)).described("What one sees")
    kept = attachments.draft(drawn, by=cast.bao, now=now)
    (shown,) = attachments.shown(question.community, [kept])
    source = f"<div>See {dressing.figure(shown)}</div>"
    send = lambda: writing.reply(question, by=cast.bao, source=source, format="html", now=now)  # noqa: E731
    assert [type(one) for one in at_once(send, send) if one] == [ValidationError]
    kept.refresh_from_db()
    assert "<img" in kept.post.html
    assert Post.objects.filter(html__contains="<img").count() == 1
