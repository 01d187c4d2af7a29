"""Who writes chooses the still of a video: a picture right above its address, without script too."""

import pytest

from tisserand.conversations.models import Attachment, Post

from .test_pictures import CURVE, file

FILM = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.fixture
def replied(reader, cast, question, at):
    """The page of the question, once Bao has sent this text with a picture."""

    def reply(text, description=CURVE):
        fields = {"text": text, "picture": file(), "picture_description": description}
        bao = reader(cast.bao)
        sent = bao.post(f"/c/distance/conversations/{question.pk}/replies/", fields)
        return sent, bao.get(question.get_absolute_url()).content.decode()

    return reply


def test_where_the_text_says_it_stands_once(replied):
    sent, page = replied("Look:\n\n[image 1]\n\nWell?")
    assert sent.status_code == 302
    assert page.count("<img ") == page.count(f'alt="{CURVE}"') == 1
    assert "[image 1]" not in page
    assert Post.objects.last().text == f"Look:\n\n[Image 1 — {CURVE}]\n\nWell?"


def test_right_above_a_video_it_is_its_still(replied):
    _sent, page = replied(f"[image 1]\n{FILM}")
    still = page.partition('<a class="video pictured"')[2].partition("</a>")[0]
    assert f'alt="{CURVE}"' in still
    assert "that site will see your visit" in still
    assert FILM in still
    assert 'class="picture"' not in page


def test_it_has_a_description_like_any_other(replied):
    sent, _page = replied(f"[image 1]\n{FILM}", description="image")
    assert sent.status_code == 422
    assert not Attachment.objects.exists()
