import html

import pytest

from tisserand.conversations import pace
from tisserand.conversations.models import Post, Report, Thread

HERE = "/c/distance/conversations/"


@pytest.fixture
def slow(monkeypatch):
    monkeypatch.setattr(pace, "A_GREAT_DEAL", "2 per 10 minutes")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "You have written a great deal in a few minutes."),
        ("fr", "Vous avez beaucoup écrit en quelques minutes."),
    ],
)
def test_past_the_ceiling_words_are_kept_and_not_posted(slow, reader, cast, question, language, said):
    cast.bao.language = language
    cast.bao.save()
    bao = reader(cast.bao)
    for n in range(2):
        assert bao.post(f"{HERE}{question.pk}/replies/", {"text": f"Answer {n}"}).status_code == 302
    page = bao.post(f"{HERE}{question.pk}/replies/", {"text": "One more, which took me an hour"})
    text = html.unescape(page.content.decode())
    assert (page.status_code, said in text, "One more, which took me an hour" in text) == (422, True, True)
    assert Post.objects.count() == 3


def test_each_person_has_their_own_ceiling_for_all_they_write(slow, reader, cast, question):
    bao, chloe = reader(cast.bao), reader(cast.chloe)
    new = {"kind": "discussion", "title": "Tea", "text": "Or coffee?"}
    assert bao.post(f"{HERE}new/", new).status_code == 302
    report = f"{HERE}posts/{question.posts.get().pk}/report/"
    assert bao.post(report, {"reason": "See."}).status_code == 302
    assert bao.post(f"{HERE}new/", new).status_code == 422
    assert bao.post(f"{HERE}{question.pk}/replies/", {"text": "Answer"}).status_code == 422
    assert chloe.post(f"{HERE}{question.pk}/replies/", {"text": "Thank you"}).status_code == 302
    assert (Thread.objects.count(), Report.objects.count()) == (2, 1)


def test_changing_what_one_wrote_counts_too(slow, reader, cast, question):
    chloe, first = reader(cast.chloe), question.posts.get()
    edit = f"{HERE}posts/{first.pk}/edit/"
    said = [chloe.post(edit, {"title": "How?", "text": f"Or {n}?"}).status_code for n in range(3)]
    first.refresh_from_db()
    assert (said, first.text) == ([302, 302, 422], "Or 1?")


def test_looking_again_at_a_form_that_is_wrong_counts_for_nothing(slow, reader, cast, question):
    bao = reader(cast.bao)
    for _ in range(3):
        assert bao.post(f"{HERE}{question.pk}/replies/", {"text": ""}).status_code == 422
    assert bao.post(f"{HERE}{question.pk}/replies/", {"text": "Answer"}).status_code == 302
