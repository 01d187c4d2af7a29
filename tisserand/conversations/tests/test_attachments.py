import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tisserand.communities.models import Community, Membership
from tisserand.conversations import attachments, writing
from tisserand.conversations.models import Attachment, Post

PDF = b"%PDF-1.4\n%binary"


def picture(kind="PNG", size=(20, 10), **options):
    out = BytesIO()
    Image.new("RGB", size, "green").save(out, kind, **options)
    return out.getvalue()


def office(folder):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr(f"{folder}/document.xml", "<x/>")
    return out.getvalue()


def check(name, content):
    return attachments.check(name, BytesIO(content), len(content))


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("A.PNG", picture(), "image/png"),
        ("a.jpg", picture("JPEG"), "image/jpeg"),
        ("a.jpeg", picture("WEBP"), "image/webp"),
        ("a.csv", "é;à\n1;2".encode("latin-1"), "text/plain"),
        ("a.docx", office("word"), attachments.OFFICE["docx"][0]),
        ("a.mp3", b"ID3\x03...", "audio/mpeg"),
    ],
)
def test_a_file_has_the_type_of_its_content(name, content, media_type):
    assert check(name, content).media_type == media_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.exe", b"MZ\x90"),
        ("page.html", b"<html>"),
        ("page.svg", b"<svg onload=alert(1)>"),
        ("none", b"x"),
        ("archive.tar.gz", b"\x1f\x8b"),
        ("macro.docm", office("word")),
        ("a.pdf", b"MZ\x90 not a pdf"),
        ("a.pdf", b""),
        ("a.png", b"<script>alert(1)</script>"),
        ("a.png", picture()[:40]),
        ("a.jpg", b"\xff\xd8\xff\xe0 not really"),
        ("a.gif", b"GIF89a<script>alert(1)</script>"),
        ("a.txt", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("a.csv", b"PK\x03\x04\x00\x00"),
        ("a.docx", PDF),
        ("a.docx", office("xl")),
        ("a.odt", office("word")),
        ("a.zip", PDF),
    ],
)
def test_what_we_do_not_keep(name, content):
    with pytest.raises(ValidationError):
        check(name, content)


def test_a_picture_of_a_billion_pixels_is_refused_before_it_is_opened():
    bomb = picture(size=(7000, 7000))
    assert len(bomb) < 500_000
    with pytest.raises(ValidationError):
        check("a.png", bomb)


def test_too_big_is_refused_without_reading_it():
    class Unreadable:
        def read(self, size):
            raise AssertionError("read")

    with pytest.raises(ValidationError, match="10 MB"):
        attachments.check("a.pdf", Unreadable(), attachments.SIZE_LIMIT + 1)


def test_a_photograph_forgets_where_it_was_taken_and_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Phone of Chloé"
    kept = check("a.jpg", picture("JPEG", exif=exif.tobytes(), comment=b"Phone at home")).content
    with Image.open(BytesIO(kept)) as image:
        assert (image.size, dict(image.getexif())) == ((10, 20), {})
    assert b"Phone" not in kept


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
        ("\u202etxt.exe.pdf", "txt.exe.pdf"),
        ('a"b<c>\r\nSet-Cookie: x.pdf', "a_b_c_ Set-Cookie_ x.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
        ("Été à Nîmes.pdf", "Été à Nîmes.pdf"),
        ("...", "file"),
        ("", "file"),
    ],
)
def test_names_lose_their_folders_and_tricks(name, kept):
    assert attachments.clean_name(name) == kept


@pytest.fixture
def joined(cast, question, now):
    post = writing.reply(
        question,
        by=cast.bao,
        source="See the file",
        now=now,
        files=[check("../plan.pdf", PDF), check("p.png", picture())],
    )
    return list(post.attachments.all())


def url(attachment):
    return f"/c/distance/conversations/files/{attachment.token}/"


def test_a_file_is_kept_under_a_name_nobody_chose(joined):
    pdf, _image = joined
    assert (pdf.name, pdf.size, pdf.media_type) == ("plan.pdf", len(PDF), "application/pdf")
    assert "plan" not in pdf.file.name


def test_a_file_is_served_so_that_nothing_in_it_can_run(reader, cast, joined):
    pdf, image = joined
    answer = reader(cast.chloe).get(url(pdf))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    shown = reader(cast.chloe).get(url(image))
    assert (shown["Content-Type"], shown["Content-Disposition"]) == ("image/png", 'inline; filename="p.png"')


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bao", 200), ("chloe", 200), ("dov", 404)])
def test_who_gets_a_file(reader, cast, joined, name, status):
    assert reader(cast.people[name]).get(url(joined[0])).status_code == status


def test_the_file_of_a_deleted_post_is_no_longer_served(reader, cast, joined, now):
    post = Post.objects.get(number=2)
    writing.delete(post, by=cast.bao, now=now)
    assert reader(cast.bao).get(url(joined[0])).status_code == 404
    writing.restore(post, by=cast.bao, now=now)
    assert reader(cast.bao).get(url(joined[0])).status_code == 200


def test_a_file_of_another_community_is_not_found(reader, cast, joined, community, now):
    elsewhere = Community.objects.create(
        organisation=community.organisation, name="Elsewhere", slug="elsewhere"
    )
    Membership.objects.create(community=elsewhere, person=cast.dov, role="lcm", joined_at=now)
    found = reader(cast.dov).get(url(joined[0]).replace("/c/distance/", "/c/elsewhere/"))
    assert found.status_code == 404


def test_files_come_with_the_form(reader, cast, question, at):
    files = [SimpleUploadedFile("plan.pdf", PDF), SimpleUploadedFile("p.png", picture())]
    reader(cast.bao).post(
        f"/c/distance/conversations/{question.pk}/replies/", {"text": "Here", "files": files}
    )
    assert [(file.name, file.post.number) for file in Attachment.objects.all()] == [
        ("plan.pdf", 2),
        ("p.png", 2),
    ]


@pytest.mark.parametrize(
    "files",
    [
        [SimpleUploadedFile("page.html", b"<script>")],
        [SimpleUploadedFile("ok.pdf", PDF), SimpleUploadedFile("bad.pdf", b"MZ")],
        [SimpleUploadedFile(f"{n}.pdf", PDF) for n in range(6)],
    ],
)
def test_one_wrong_file_and_nothing_is_posted_and_the_words_are_still_there(
    reader, cast, question, at, files
):
    for file in files:
        file.seek(0)
    page = reader(cast.bao).post(
        f"/c/distance/conversations/{question.pk}/replies/", {"text": "My long answer", "files": files}
    )
    assert page.status_code == 422
    assert "My long answer" in page.content.decode()
    assert question.posts.count() == 1
    assert not Attachment.objects.exists()
