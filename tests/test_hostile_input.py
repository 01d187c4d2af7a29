"""What is sent to mislead, to exhaust or twice is answered clearly, once, and in a bounded time."""

from time import perf_counter

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tisserand.conversations import attachments, writing
from tisserand.conversations.models import Attachment, Mention, Post, Thread
from tisserand.mail.models import Envelope

TRICKS = (*"\u202e\u202d\u2066\u200b\u2060\ufeff\U000e0041\x07\u061c",)


@pytest.fixture
def browser(cast):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(cast.chloe)
    return client


@pytest.fixture
def at(community, now, monkeypatch):
    monkeypatch.setattr("tisserand.communities.models.Community.now", lambda self: now)


@pytest.fixture
def question(cast, community, now):
    return writing.start(community, kind="question", title="How?", by=cast.ada, source="Tell me.", now=now)


@pytest.mark.parametrize("trick", TRICKS)
def test_no_character_turns_or_hides_what_others_read(browser, at, trick):
    form = {
        "kind": "question",
        "title": f"Pay{trick} the invoice{trick}",
        "text": f"See{trick} **here{trick}**",
        "files": SimpleUploadedFile(f"plan{trick}fdp.pdf", b"%PDF-1.4 plan"),
    }
    assert browser.post("/c/distance/conversations/new/", form).status_code == 302
    thread = Thread.objects.get()
    post = thread.posts.get()
    said = (thread.title, post.html, post.text, post.attachments.get().name)
    assert not any(trick in words for words in said)


@pytest.mark.parametrize(
    "name", ["plan\u202efdp.exe.pdf", "..\\..\\plan.pdf", "a/b\0.pdf", "x" * 400 + ".pdf"]
)
def test_a_file_is_called_what_it_is(name):
    clean = attachments.check(name, ContentFile(b"%PDF-1.4"), 8).name
    assert clean.endswith(".pdf") or clean == "pdf"
    assert len(clean) <= 150
    assert not set(clean) & set("\u202e\u200b\0/\\")


@pytest.mark.parametrize("address", ["new/", "{thread}/replies/", "posts/{post}/edit/"])
@pytest.mark.parametrize("format", ["text", "html"])
def test_a_megabyte_pasted_is_refused_in_words_and_at_once(
    browser, at, cast, community, now, address, format
):
    own = writing.start(community, kind="question", title="How?", by=cast.chloe, source="Tell.", now=now)
    before = perf_counter()
    for paste in ("a" * 1_000_000, "<b>é</b> " * 110_000, "$x$ ```\n> - " * 90_000):
        form = {"kind": "question", "title": "How?", "text": paste, "format": format}
        address = address.format(thread=own.pk, post=own.posts.get().pk)
        page = browser.post(f"/c/distance/conversations/{address}", form)
        assert page.status_code == 422
        assert "too long" in page.content.decode()
    assert perf_counter() - before < 30
    assert Post.objects.count() == 1


def test_ten_thousand_names_call_a_few_people(browser, at, question, make_person, join):
    for number in range(40):
        join(make_person(f"Zoé{number:02}", "Martin"))
    names = " ".join(f"@Zoé{number % 40:02} Martin," for number in range(10_000))
    before = perf_counter()
    url = f"/c/distance/conversations/{question.pk}/replies/"
    assert browser.post(url, {"text": names[:49_000]}).status_code == 302
    assert perf_counter() - before < 15
    assert Mention.objects.count() == 20
    assert Envelope.objects.filter(kind="mention").count() <= 20


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("new/", {"kind": "discussion", "title": "Once", "text": "Said once"}),
        ("{thread}/replies/", {"text": "Said once"}),
    ],
)
def test_a_double_click_makes_one(browser, at, question, address, form):
    before = Post.objects.count()
    url = f"/c/distance/conversations/{address.format(thread=question.pk)}"
    answers = [browser.post(url, form | {"form_token": "the-form"}) for _time in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert Post.objects.count() == before + 1


def test_a_file_sent_twice_is_kept_once(browser, at, question):
    for _time in range(2):
        file = SimpleUploadedFile("plan.pdf", b"%PDF-1.4 plan")
        form = {"text": "Here", "files": file, "form_token": "the-form"}
        browser.post(f"/c/distance/conversations/{question.pk}/replies/", form)
    assert Attachment.objects.count() == 1
