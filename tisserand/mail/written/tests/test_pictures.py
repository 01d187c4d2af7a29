import base64
import struct
import zlib
from contextlib import suppress
from io import BytesIO
from time import perf_counter

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, PngImagePlugin

from tisserand.mail.written import dressing, pictures
from tisserand.mail.written.rendering import HTML, MAIL, TEXT, render

HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAXxtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9j"
    "AAAAAERAAAEAAQAAAAABoAABAAAAAAAAACoAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA/Glw"
    "cnAAAADcaXBjbwAAAHVodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQApQgEBA3AA"
    "AAMAkAAAAwAAAwAeoCCBBZbqrprm4CGgwIAAAAyAAAADAIRiAAEABkQBwXPBiQAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABA"
    "AAAAQAAAAChjbGFwAAAAIAAAAAEAAAAQAAAAAf///+AAAAAC////0AAAAAIAAAAQcGl4aQAAAAADCAgIAAAAGGlwbWEAAAAAAAAAAQABBYEC"
    "AwWEAAAAMm1kYXQAAAAmKAGvGSFeQkDvXaW//4qM/5enfzdbfKZKppcE14iZCwOBgI2RnTg="
)
SECRET = b"47.2184, -1.5536 chez moi"


def made(kind="PNG", size=(20, 10), colour="green", **options):
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    return out.getvalue()


def draw(content, name="p.png"):
    return pictures.draw(name, BytesIO(content), len(content))


def opened(content):
    return Image.open(BytesIO(content))


def with_place():
    exif = Image.Exif()
    exif[0x0112] = 6  # taken on its side
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (47.0, 13.0, 6.0)
    return exif


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", lambda: made("JPEG", exif=with_place(), comment=SECRET)),
        ("a.png", lambda: made("PNG", exif=with_place(), pnginfo=texts())),
        ("a.webp", lambda: made("WEBP", exif=with_place(), xmp=SECRET)),
        ("a.gif", lambda: made("GIF", comment=SECRET)),
        ("a.jpg", lambda: made("JPEG") + SECRET),
        ("a.png", lambda: made("PNG") + b"<script>alert(1)</script>" + SECRET),
        ("a.jpeg", lambda: made("JPEG", icc_profile=b"\0" * 128 + SECRET)),
    ],
)
def test_of_what_came_nothing_stays_but_what_one_sees(name, content):
    drawn = draw(content(), name)
    for kept in (drawn.content, drawn.small):
        assert SECRET not in kept
        assert b"script" not in kept
        for chunk in (b"EXIF", b"XMP ", b"ICCP", b"Exif"):
            assert chunk not in kept
    assert not opened(drawn.content).getexif()


def texts():
    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", SECRET.decode())
    said.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    return said


def test_a_photograph_stands_upright():
    drawn = draw(made("JPEG", exif=with_place()), "a.jpg")
    assert (drawn.width, drawn.height) == (10, 20)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_large_one_becomes_two_that_are_not(kind):
    drawn = draw(made(kind, (3200, 1600)), f"a.{kind.lower()}")
    assert (drawn.media_type, drawn.name) == ("image/webp", "a.webp")
    assert (drawn.width, drawn.height) == opened(drawn.content).size == (1600, 800)
    assert opened(drawn.small).size == (800, 400)


def test_a_small_one_stays_as_large_as_it_is():
    drawn = draw(made(size=(640, 480)))
    assert (drawn.width, drawn.height, drawn.small) == (640, 480, b"")


def test_photographs_of_phones_are_read():
    assert (draw(HEIC, "IMG_1234.HEIC").width, draw(HEIC, "a.heif").height) == (32, 16)


def test_of_one_that_moves_the_first_image_stays():
    out, others = BytesIO(), [Image.new("RGB", (20, 10), colour) for colour in ("red", "blue")]
    Image.new("RGB", (20, 10), "lime").save(out, "GIF", save_all=True, append_images=others)
    kept = opened(draw(out.getvalue(), "a.gif").content)
    assert getattr(kept, "n_frames", 1) == 1
    assert kept.convert("RGB").getpixel((3, 3)) == (0, 255, 0)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "I;16"])
def test_every_kind_of_colours_is_drawn(mode):
    out = BytesIO()
    base = Image.new("L" if mode in ("I;16", "PA") else mode, (20, 10), 1)
    (base.convert("P") if mode == "PA" else base.convert(mode)).save(out, "PNG")
    assert draw(out.getvalue()).width == 20


def test_what_is_clear_stays_clear():
    out = BytesIO()
    Image.new("RGBA", (20, 10), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(draw(out.getvalue()).content).convert("RGBA").getpixel((1, 1))[3] == 0


def bomb(width, height):
    """A picture that says it is so large: a few hundred bytes."""
    out = b"\x89PNG\r\n\x1a\n"
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100_000)), (b"IEND", b"")):
        out += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return out


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("a.html", b"<script>"),
        ("a.tiff", b"II*\0"),
        ("a.png", b""),
        ("a.png", b"%PDF-1.4"),
        ("a.jpg", b"GIF89a"),
        ("a.png", bomb(60_000, 60_000)),
        ("a.png", bomb(1, 4_000_000)),
        ("a.png", bomb(7_000, 7_000)),
        ("a.png", made()[:50]),
        ("a.jpg", made("JPEG", (400, 400))[:300]),
        ("a.heic", HEIC[:300]),
        ("a.heic", HEIC[:80] + b"\xff" * 300),
        ("a.webp", b"RIFF\xff\xff\xff\xffWEBPVP8 "),
        ("a.gif", b"GIF89a\xff\xff\xff\xff\0\0\0"),
    ],
)
def test_bombs_fragments_and_false_names_are_refused_at_once(name, content):
    before = perf_counter()
    with pytest.raises(ValidationError):
        draw(content, name)
    assert perf_counter() - before < 5


def test_what_is_too_big_is_not_read():
    with pytest.raises(ValidationError, match="10"):
        pictures.draw("a.png", BytesIO(made()), 11 * 1024 * 1024)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "  ",
        "…",
        "image",
        "Photo 2",
        "une photo",
        "IMG_1234",
        "IMG 1234.jpg",
        "capture d’écran",
        "a",
        "\u200b\u202e",
    ],
)
def test_what_describes_nothing_is_refused_with_an_example(said):
    with pytest.raises(ValidationError) as refused:
        pictures.description_of(said)
    assert "27" in refused.value.messages[0]


def test_a_description_is_on_one_line_without_tricks():
    assert pictures.description_of("La courbe\u202e monte\n\n de 12 à 27") == "La courbe monte de 12 à 27"


@pytest.fixture
def picture():
    return pictures.Picture(
        1, "a" * 32, f"/c/d/conversations/files/{'a' * 32}/", 1600, 900, True, 'A "curve" <b>]'
    )


def test_nothing_moves_while_it_loads_and_a_phone_takes_the_small_one(picture):
    html = render("Voici [image 1]", TEXT, [picture]).html
    assert 'width="1600" height="900"' in html
    assert 'loading="lazy"' in html
    assert f'srcset="{picture.url}?small 800w, {picture.url} 1600w"' in html
    assert 'alt="A &quot;curve&quot; &lt;b&gt;]"' in html


def test_its_words_stand_for_it_in_plain_text_and_lead_back_to_it(picture):
    body = render("Voici [image 1]", TEXT, [picture])
    assert body.text == 'Voici [Image 1 — A "curve" <b>)]'
    assert render(body.text, TEXT, [picture]).html == body.html


def test_the_editor_takes_it_and_gives_it_back(picture):
    html = render("Voici [image 1]", TEXT, [picture]).html
    assert picture.html in render(dressing.to_edit(html, [picture]), HTML, [picture]).html


def test_in_a_mail_it_is_a_link_that_fetches_nothing(picture):
    html = dressing.for_mail(render("Voici [image 1]", TEXT, [picture]).html, "https://site")
    assert "<img" not in html
    assert f'<a href="https://site{picture.url}">[Image – A &quot;curve&quot; &lt;b&gt;]]</a>' in html


def test_the_pictures_of_a_mail_stand_at_its_end(picture):
    body = render("Bonjour", MAIL, [picture])
    assert body.html == f"<p>Bonjour</p><p>{picture.html}</p>"


@pytest.mark.parametrize("format", [TEXT, HTML, MAIL])
@pytest.mark.parametrize(
    "source",
    [
        '<img src="https://ailleurs.fr/x.png">',
        '<img data-piece="0">',
        '<image src=x onerror="alert(1)">',
        "![x](https://ailleurs.fr/x.png)",
        '<a class="picture" href="/c/d/"><img data-image="1" alt="x"></a>',
        '<figure data-trix-attachment=\'{"url":"https://ailleurs.fr/files/%s/"}\'></figure>' % ("b" * 32),
        '<figure data-trix-attachment="{&quot;content&quot;:&quot;<img src=x onerror=a()>&quot;}"></figure>',
        "[image 2] [image 99] [image -1]",
    ],
)
def test_no_other_picture_comes_in(source, format, picture):
    html = render(f"x {source} y", format, [picture] if format != MAIL else []).html
    assert "<img" not in html


def test_a_picture_is_shown_once_however_often_it_is_asked_for(picture):
    assert render("[image 1] " * 500, TEXT, [picture]).html.count("<img") == 1
    assert render(f"x{dressing.figure(picture) * 20}", HTML, [picture]).html.count("<img") == 1


@pytest.mark.parametrize(
    "piece",
    [
        "<figure ",
        '<figure data-trix-attachment="',
        "<img ",
        "<p ",
        "<",
        "<b",
        "&#",
        "<!--",
        "<pre>",
        "```<br>",
    ],
)
def test_markup_made_to_exhaust_takes_a_bounded_time(piece, picture):
    before = perf_counter()
    with suppress(ValidationError):
        render((piece * 60_000)[:190_000], HTML, [picture])
    assert perf_counter() - before < 8
