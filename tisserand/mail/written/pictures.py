"""Pictures that stand in a text: drawn anew by us in one or two sizes, so that nothing of what came stays but
what one sees. How each stands in the HTML of its text, and in its words.

The file that came is never kept: neither its place and date, nor what else may hide in it.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import escape, unescape
from io import BytesIO
from pathlib import PurePosixPath
from threading import Lock
from typing import BinaryIO

import pi_heif
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from ..characters import one_line
from .files import SIZE_LIMIT, Checked, clean_name

EXTENSIONS = ("jpg", "jpeg", "png", "webp", "gif", "heic", "heif")
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
PIXEL_LIMIT = 50_000_000  # what phones take in 2026
SIDE_LIMIT = 20_000
LARGE, SMALL = 1600, 800  # pixels of width: a wide screen and a fine one; a phone
TALLEST = 3200
DESCRIPTION_LIMIT = 500
MOST = 20  # in one text
# Lines and letters stay sharp when no loss weighs less than this; photographs never do.
SHARP = 300_000  # bytes

pi_heif.register_heif_opener(thumbnails=False)
# One at a time in each process: fifty million pixels are two hundred megabytes while one looks at them.
_one_at_a_time = Lock()

# In a text without editor, `[image 2]` stands for the second picture; what follows the number is for reading.
MARK = re.compile(r"\[image[ \u00a0]?(\d{1,2})(?:[ \u00a0]*[:–—-][^\]\n]{0,600})?\]", re.I)
_IN_HTML = re.compile(r'<a class="picture" href="([^"]+)"><img [^>]*?alt="([^"]*)"[^>]*></a>')
_NO_DESCRIPTION = re.compile(
    r"(?:[\W\d_]*|(?:une |the |an? |ma |my )?(?:image|photo|picture|pic|capture|screenshot|img|dsc|pxl)"
    r"s?(?: d.[ée]cran)?[\W\d_]*(?:\.\w+)?|[\S\d ]+\.(?:jpe?g|png|gif|webp|hei[cf]|bmp|tiff?))",
    re.I,
)


@dataclass(frozen=True)
class Drawn(Checked):
    """A picture that may be kept: WebP, upright, `content` at most `LARGE` wide and `small` at most `SMALL`
    (empty when `content` is no larger)."""

    width: int = 0
    height: int = 0
    small: bytes = b""
    description: str = ""
    token: str = field(default_factory=lambda: secrets.token_hex(16))

    def described(self, description: str) -> "Drawn":
        return replace(self, description=description)


@dataclass(frozen=True)
class Picture:
    """One that stands in a text: its number there and its address, which `?small` follows for a phone."""

    number: int
    token: str
    url: str
    width: int
    height: int
    has_small: bool
    description: str

    @property
    def html(self) -> str:
        """Nothing moves while it loads; without description it has a number, so that one may speak of it."""
        url, small = escape(self.url), min(SMALL, self.width)
        sizes = f' srcset="{url}?small {small}w, {url} {self.width}w" sizes="(min-width: 48rem) 42rem, 94vw"'
        source = f'src="{url}?small"{sizes}' if self.has_small else f'src="{url}"'
        alt = escape(self.description or f"Image {self.number}")
        return (
            f'<a class="picture" href="{url}"><img {source} width="{self.width}" height="{self.height}"'
            f' alt="{alt}" data-image="{self.number}" loading="lazy" decoding="async"></a>'
        )

    @property
    def words(self) -> str:
        """The same in plain text; the editor without script takes it back as the picture."""
        said = self.description.replace("[", "(").replace("]", ")")
        return f"[Image {self.number} — {said}]" if said else f"[Image {self.number}]"


def draw(name: str, file: BinaryIO, size: int) -> Drawn:
    """Look at a picture that came, and draw it anew; of one that moves, its first image.

    Raises ValidationError, in the language of the writer: too big, too many pixels, of a kind we do not take,
    damaged, or not what its name says.
    """
    name = clean_name(name)
    told = {"name": name}
    if size > SIZE_LIMIT:
        raise ValidationError(_("“%(name)s” is too big: at most 10 MB per file."), params=told)
    if PurePosixPath(name).suffix.lower().lstrip(".") not in EXTENSIONS:
        raise ValidationError(
            _("“%(name)s” cannot be shown in the text: pictures in JPEG, PNG, WebP, GIF or HEIC can."),
            params=told,
        )
    content = file.read(SIZE_LIMIT + 1)
    with _one_at_a_time:
        try:
            with Image.open(BytesIO(content), formats=FORMATS) as image:
                if image.width * image.height > PIXEL_LIMIT or max(image.size) > SIDE_LIMIT:
                    raise ValidationError(_("“%(name)s” has too many pixels."), params=told)
                return _drawn(image, PurePosixPath(name).stem + ".webp")
        except (
            UnidentifiedImageError,
            Image.DecompressionBombError,
            OSError,
            ValueError,
            SyntaxError,
            EOFError,
            MemoryError,
            RuntimeError,
            ArithmeticError,
            LookupError,
            TypeError,
        ) as error:
            raise ValidationError(
                _("“%(name)s” is damaged, or is not what its name says."), params=told
            ) from error


def _drawn(image: Image.Image, name: str) -> Drawn:
    lossless = image.format in ("PNG", "GIF")
    sides = (TALLEST, LARGE) if _lies(image) else (LARGE, TALLEST)
    image.draft("RGB", sides) if image.format == "JPEG" else None
    image.seek(0)
    image.thumbnail(sides, reducing_gap=2.0)
    image = ImageOps.exif_transpose(image)
    image = _in_our_colours(image)
    small = b""
    if image.width > SMALL * 1.25:
        smaller = image.copy()
        smaller.thumbnail((SMALL, TALLEST))
        small = _saved(smaller, lossless)
    return Drawn(
        name=name,
        media_type="image/webp",
        content=_saved(image, lossless),
        width=image.width,
        height=image.height,
        small=small,
    )


def _lies(image: Image.Image) -> bool:
    """Whether its orientation, kept beside it, says that it was taken on its side."""
    return image.getexif().get(0x0112, 1) in (5, 6, 7, 8)


def _in_our_colours(image: Image.Image) -> Image.Image:
    """Only its pixels, in colours every screen knows: no profile, no comment, no palette, no place."""
    clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    if image.mode.startswith(("I", "F")):
        image = (
            ImageOps.autocontrast(image.convert("L"))
            if image.mode != "I;16"
            else image.point(lambda v: v / 256).convert("L")
        )
    bare = image.convert("RGBA" if clear else "RGB")
    bare.info = {}
    return bare


def _saved(image: Image.Image, lossless: bool) -> bytes:
    if lossless:
        sharp = BytesIO()
        image.save(sharp, "WEBP", lossless=True, quality=50, method=2, exif=b"", xmp=b"", icc_profile=b"")
        if sharp.tell() <= SHARP:
            return sharp.getvalue()
    out = BytesIO()
    image.save(out, "WEBP", quality=82, method=3, exif=b"", xmp=b"", icc_profile=b"")
    return out.getvalue()


def description_of(said: str) -> str:
    """A description on one line. Raises ValidationError, kindly, when it says nothing of the picture."""
    said = one_line(said)
    if _NO_DESCRIPTION.fullmatch(said) or len(said) < 4:
        raise ValidationError(
            _(
                "Say in a sentence what one sees: it is what somebody who does not see it reads, and what"
                " mails show. For example: “Attendance by month: from 12 in September to 27 in November.”"
            )
        )
    if len(said) > DESCRIPTION_LIMIT:
        raise ValidationError(_("This description is too long: at most 500 characters."))
    return said


def in_html(html: str) -> list[str]:
    """The addresses of the pictures that stand in a text."""
    return [unescape(found[1]) for found in _IN_HTML.finditer(html)]


def links_again(html: str, site: str) -> str:
    """The HTML with a link to each picture, under its description: for mails."""
    return _IN_HTML.sub(lambda found: f'<a href="{escape(site)}{found[1]}">[Image – {found[2]}]</a>', html)


def without(html: str, text: str, picture: Picture) -> tuple[str, str]:
    """Both without it."""
    return changed(html, picture, ""), _words_of(picture).sub("", text)


def redescribed(html: str, text: str, picture: Picture) -> tuple[str, str]:
    """Both with what it is now said to show."""
    return changed(html, picture, picture.html), _words_of(picture).sub(lambda _found: picture.words, text)


def changed(html: str, picture: Picture, instead: str) -> str:
    """The HTML with something else in its place; whatever its description and its community were then."""
    shown = rf'<a class="picture" href="[^"]*/{picture.token}/"><img [^>]*></a>'
    return re.sub(shown, lambda _found: instead, html)


def _words_of(picture: Picture) -> re.Pattern[str]:
    return re.compile(rf"\[Image {picture.number}(?: — [^\]\n]*)?\]")


def numbered(pictures: Sequence[Picture], number: int) -> Picture | None:
    return next((one for one in pictures if one.number == number), None)
