import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from tisserand.mail.written import files

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
    return files.check(name, BytesIO(content), len(content))


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("A.PNG", picture(), "image/png"),
        ("a.jpg", picture("JPEG"), "image/jpeg"),
        ("a.jpeg", picture("WEBP"), "image/webp"),
        ("a.csv", "é;à\n1;2".encode("latin-1"), "text/plain"),
        ("a.docx", office("word"), files.OFFICE["docx"][0]),
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
        files.check("a.pdf", Unreadable(), files.SIZE_LIMIT + 1)


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
    assert files.clean_name(name) == kept
