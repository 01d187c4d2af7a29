from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from tisserand.conversations import attachments, writing
from tisserand.conversations.models import Attachment, Post
from tisserand.mail.written import dressing, pictures

CURVE = "Attendance by month: from 12 to 27"


def made(size=(1800, 900), kind="PNG"):
    out = BytesIO()
    Image.new("RGB", size, "green").save(out, kind)
    return out.getvalue()


def drawn(description=CURVE, size=(1800, 900)):
    return pictures.draw("curve.png", BytesIO(made(size)), 10).described(description)


def file(name="curve.png", content=None):
    return SimpleUploadedFile(name, content or made())


@pytest.fixture
def shown(cast, question, now):
    """A reply by Bao with a picture."""
    return writing.reply(question, by=cast.bao, source="Look", now=now, files=[drawn()])


@pytest.fixture
def silent(cast, question, now):
    """The same by mail: nothing says what the picture shows."""
    return writing.reply(question, by=cast.bao, source="Look", via="mail", now=now, files=[drawn("")])


def url_of(post):
    return f"/c/distance/conversations/files/{post.attachments.get().token}/"


def describe_url(post):
    return f"/c/distance/conversations/pictures/{post.attachments.get().token}/"


def test_a_picture_comes_with_the_form_and_stands_at_the_end(reader, cast, question, at):
    fields = {"text": "Look", "picture": file(), "picture_description": CURVE}
    reader(cast.bao).post(f"/c/distance/conversations/{question.pk}/replies/", fields)
    post = question.posts.get(number=2)
    picture = post.attachments.get()
    assert (picture.width, picture.height, picture.description) == (1600, 800, CURVE)
    assert post.text == f"Look\n\n[Image 1 — {CURVE}]"
    assert f'src="{url_of(post)}?small"' in post.html
    page = reader(cast.chloe).get(f"/c/distance/conversations/{question.pk}/").content.decode()
    assert post.html in page
    assert "curve.webp" not in page


@pytest.mark.parametrize("said", ["", " ", "image", "curve.png"])
def test_without_description_it_is_refused_kindly_and_the_words_stay(reader, cast, question, at, said):
    fields = {"text": "My long answer", "picture": file(), "picture_description": said}
    page = reader(cast.bao).post(f"/c/distance/conversations/{question.pk}/replies/", fields)
    assert page.status_code == 422
    text = page.content.decode()
    assert "Say in a sentence what one sees" in text
    assert "My long answer" in text
    assert not Attachment.objects.exists()


def test_a_question_and_an_edit_take_a_picture_too(reader, cast, community, at):
    browser = reader(cast.chloe)
    fields = {
        "kind": "question",
        "title": "Why?",
        "text": "",
        "picture": file(),
        "picture_description": CURVE,
    }
    browser.post("/c/distance/conversations/new/", fields)
    post = Post.objects.get()
    assert post.text == f"[Image 1 — {CURVE}]"
    fields = {
        "title": "Why?",
        "text": "First\n\n[image 1]",
        "picture": file(),
        "picture_description": "A second curve",
    }
    browser.post(f"/c/distance/conversations/posts/{post.pk}/edit/", fields)
    post.refresh_from_db()
    assert post.text == f"First\n\n[Image 1 — {CURVE}]\n\n[Image 2 — A second curve]"
    page = browser.get(f"/c/distance/conversations/posts/{post.pk}/edit/").content.decode()
    assert "First\n\n[image 1]\n\n[image 2]" in page
    browser.post(
        f"/c/distance/conversations/posts/{post.pk}/edit/", {"title": "Why?", "text": "First\n\n[image 2]"}
    )
    post.refresh_from_db()
    assert post.text == "First\n\n[Image 2 — A second curve]"


def test_the_same_form_sent_twice_shows_one_picture(reader, cast, question, at):
    browser = reader(cast.bao)
    for _time in range(2):
        fields = {"text": "Look", "picture": file(), "picture_description": CURVE, "form_token": "once"}
        browser.post(f"/c/distance/conversations/{question.pk}/replies/", fields)
    assert Attachment.objects.count() == question.posts.get(number=2).attachments.count() == 1


# The editor puts them where one writes


@pytest.fixture
def put(reader, cast):
    """`put(bao)`: what the editor is given for a picture that this person puts in a text."""

    def put(person, **fields):
        fields = {"picture": file(), "description": CURVE} | fields
        return reader(person).post("/c/distance/conversations/pictures/", fields)

    return put


def figure(kept):
    return dressing.figure(pictures.Picture(1, "", kept["url"], kept["width"], kept["height"], True, CURVE))


def test_the_editor_puts_a_picture_in_the_text(reader, cast, question, at, put):
    answer = put(cast.bao)
    assert answer.status_code == 201
    kept = answer.json()
    assert (kept["width"], kept["height"], kept["filename"]) == (1600, 800, CURVE)
    assert reader(cast.bao).get(kept["url"]).status_code == 200
    for other in (cast.chloe, cast.ada):
        assert reader(other).get(kept["url"]).status_code == 404
    fields = {"text": f"<div>See {figure(kept)} and tell</div>", "format": "html"}
    reader(cast.bao).post(f"/c/distance/conversations/{question.pk}/replies/", fields)
    post = question.posts.get(number=2)
    assert post.text == f"See [Image 1 — {CURVE}] and tell"
    assert Attachment.objects.get().post == post
    assert reader(cast.chloe).get(kept["url"]).status_code == 200


def test_a_picture_alone_is_a_message(reader, cast, question, at, put):
    fields = {"text": f"<div>{figure(put(cast.bao).json())}</div>", "format": "html"}
    reader(cast.bao).post(f"/c/distance/conversations/{question.pk}/replies/", fields)
    assert question.posts.get(number=2).text == f"[Image 1 — {CURVE}]"


def test_nobody_shows_the_picture_of_somebody_else(reader, cast, question, at, put):
    fields = {"text": f"<div>See {figure(put(cast.bao).json())}</div>", "format": "html"}
    reader(cast.chloe).post(f"/c/distance/conversations/{question.pk}/replies/", fields)
    assert "<img" not in question.posts.get(number=2).html
    assert Attachment.objects.get().post is None


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"description": ""}, "description"),
        ({"picture": file("a.svg", b"<svg/>")}, "picture"),
        ({"picture": ""}, "picture"),
    ],
)
def test_what_the_editor_may_not_put_in_is_said_in_words(put, cast, at, fields, wrong):
    answer = put(cast.bao, **fields)
    assert (answer.status_code, list(answer.json())) == (422, [wrong])


def test_so_many_wait_in_texts_and_no_more(put, cast, at, monkeypatch):
    monkeypatch.setattr(attachments, "WAITING", 1)
    assert [put(cast.bao).status_code for _time in range(2)] == [201, 422]


@pytest.mark.parametrize(("name", "status"), [("ada", 201), ("bao", 201), ("chloe", 201), ("dov", 404)])
def test_who_may_keep_a_picture(put, cast, at, name, status):
    assert put(cast.people[name]).status_code == status


def test_what_was_never_sent_goes_a_day_later(cast, shown):
    now = timezone.now()
    kept = attachments.draft(drawn(), by=cast.bao, now=now)
    assert attachments.forget(now + timedelta(hours=23)) == 0
    assert attachments.forget(now + timedelta(hours=25)) == 1
    assert not kept.file.storage.exists(kept.file.name)
    assert Attachment.objects.get().post == shown


# Served through the door of the thread


def test_a_phone_is_given_the_small_one(reader, cast, shown):
    sizes = []
    for address in (url_of(shown), f"{url_of(shown)}?small"):
        answer = reader(cast.chloe).get(address)
        assert answer["Content-Type"] == "image/webp"
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        sizes.append(Image.open(BytesIO(b"".join(answer.streaming_content))).size)
    assert sizes == [(1600, 800), (800, 400)]


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bao", 200), ("chloe", 200), ("dov", 404)])
def test_who_sees_it(reader, cast, shown, name, status):
    assert reader(cast.people[name]).get(url_of(shown)).status_code == status


def test_with_its_message_it_goes(reader, cast, shown, now):
    writing.delete(shown, by=cast.bao, now=now)
    assert reader(cast.bao).get(url_of(shown)).status_code == 404


# Without description


def test_its_author_and_who_leads_are_invited_to_describe_it(reader, cast, silent, at):
    invited = {}
    for name in ("ada", "bao", "chloe"):
        page = reader(cast.people[name]).get(f"/c/distance/conversations/{silent.thread_id}/")
        invited[name] = describe_url(silent) in page.content.decode()
    assert invited == {"ada": True, "bao": True, "chloe": False}


@pytest.mark.parametrize(("name", "status"), [("ada", 302), ("bao", 302), ("chloe", 403), ("dov", 404)])
def test_who_may_describe_it(reader, cast, silent, at, name, status):
    url = describe_url(silent)
    browser = reader(cast.people[name])
    assert browser.get(url).status_code == (200 if status == 302 else status)
    assert browser.post(url, {"description": CURVE}).status_code == status


def test_described_in_one_step_everywhere(reader, cast, silent, at, now):
    writing.edit(silent, by=cast.bao, source="Look here\n\n[image 1]", now=now)
    reader(cast.ada).post(describe_url(silent), {"description": CURVE})
    silent.refresh_from_db()
    assert silent.text == f"Look here\n\n[Image 1 — {CURVE}]"
    assert f'alt="{CURVE}"' in silent.html
    assert f'alt="{CURVE}"' in silent.revisions.get().html
    page = reader(cast.ada).get(f"/c/distance/conversations/{silent.thread_id}/").content.decode()
    assert describe_url(silent) not in page
    again = reader(cast.ada).post(describe_url(silent), {"description": CURVE})
    assert again.status_code == 302
    assert silent.thread.community.events.filter(verb="described").count() == 1


@pytest.mark.parametrize("said", ["", "photo", "x" * 600])
def test_words_that_describe_nothing_are_refused(reader, cast, silent, at, said):
    answer = reader(cast.ada).post(describe_url(silent), {"description": said})
    assert answer.status_code == 422
    with pytest.raises(ValidationError):
        writing.describe(silent.attachments.get(), said, by=cast.ada, now=silent.created_at)


def test_the_act_itself_refuses_others(cast, silent, now):
    with pytest.raises(PermissionDenied):
        writing.describe(silent.attachments.get(), CURVE, by=cast.chloe, now=now)


# By mail


def test_pictures_of_a_mail_come_in_the_message(cast, office, question, first_answer):
    files = [("plan.png", made(), "image/png"), ("a.svg", b"<svg/>", "image/svg+xml")]
    office.reply(cast.chloe, first_answer, "Here.", files=files)
    post = question.posts.last()
    assert post.text == "Here.\n\n[Image 1]"
    assert [one.name for one in post.attachments.all()] == ["plan.webp"]


def test_a_mail_shows_words_and_a_link_and_fetches_nothing(cast, office, question, answer):
    answer(question, "Look", files=[drawn()])
    (mail,) = office.deliver()
    assert f"[Image 1 — {CURVE}]" in mail.body
    html = mail.alternatives[0][0]
    assert f">[Image – {CURVE}]</a>" in html
    assert (
        "/conversations/files/" not in "".join(html.split("href="))[:0] or "<img" not in html.split("Look")[1]
    )
    assert "curve.webp" not in mail.body


# Kept and gone


def test_the_words_of_a_picture_are_found(cast, shown):
    assert CURVE in shown.text
