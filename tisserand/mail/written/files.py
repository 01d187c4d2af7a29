"""Files that people join: what a file is, is read from its first bytes, never believed from its name."""

import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from ..characters import one_line

SIZE_LIMIT = 10 * 1024 * 1024
COUNT_LIMIT = 5
PIXEL_LIMIT = 40_000_000
NAME_LIMIT = 120

IMAGES = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP"}
TEXTS = frozenset(["txt", "csv", "tsv", "md", "ics", "vtt", "srt", "log"])
OFFICE = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "word/"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xl/"),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "ppt/"),
}
OPEN_DOCUMENT = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
# By extension: where to look, what stands there, and the type.
SIGNATURES: dict[str, tuple[int, tuple[bytes, ...], str]] = {
    "pdf": (0, (b"%PDF-",), "application/pdf"),
    "mp3": (0, (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"), "audio/mpeg"),
    "m4a": (4, (b"ftyp",), "audio/mp4"),
    "mp4": (4, (b"ftyp",), "video/mp4"),
    "ogg": (0, (b"OggS",), "audio/ogg"),
    "zip": (0, (b"PK\x03\x04",), "application/zip"),
}
EXTENSIONS = (*IMAGES, *TEXTS, *OFFICE, *OPEN_DOCUMENT, *SIGNATURES)


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: under a clean name, with the type its content has."""

    name: str
    media_type: str
    content: bytes


def check(name: str, file: BinaryIO, size: int) -> Checked:
    """Look at a file; images come back without the place and date the camera wrote in them.

    Raises ValidationError, in the language of the writer, when it is too big, of a kind we do not keep, or
    not what its name says. Nothing is ever unpacked.
    """
    name = clean_name(name)
    extension = PurePosixPath(name).suffix.lower().lstrip(".")
    if size > SIZE_LIMIT:
        raise ValidationError(_("“%(name)s” is too big: at most 10 MB per file."), params={"name": name})
    if extension not in EXTENSIONS:
        raise ValidationError(
            _("“%(name)s” cannot be joined: images, PDF, office documents, text, sound and video can."),
            params={"name": name},
        )
    content = file.read(SIZE_LIMIT + 1)
    if not content:
        raise ValidationError(_("“%(name)s” is empty."), params={"name": name})
    if extension in IMAGES:
        return _image(name, extension, content)
    media_type = _media_type(extension, content)
    if media_type is None:
        raise _not_what_it_says(name)
    return Checked(name, media_type, content)


def clean_name(name: str) -> str:
    """A file name without folders or tricks, its extension kept; « file » when nothing is left."""
    name = one_line(name.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join("_" if letter in '<>:"|?*' else letter for letter in name).strip(". ")
    path = PurePosixPath(name or "file")
    return path.stem[:NAME_LIMIT].strip() + path.suffix[:12]


def _image(name: str, extension: str, content: bytes) -> Checked:
    kind = IMAGES[extension]
    try:
        with Image.open(BytesIO(content), formats=[*set(IMAGES.values())]) as image:
            if image.width * image.height > PIXEL_LIMIT:
                raise ValidationError(_("“%(name)s” has too many pixels."), params={"name": name})
            kind = image.format or kind
            content = _without_traces(image, kind, content)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise _not_what_it_says(name) from error
    return Checked(name, Image.MIME[kind], content)


def _without_traces(image: Image.Image, kind: str, content: bytes) -> bytes:
    """The same picture, upright and without its metadata; one that moves is only checked."""
    if getattr(image, "is_animated", False):
        image.verify()
        return content
    upright = ImageOps.exif_transpose(image)
    clean = BytesIO()
    options = {"quality": 88} if kind in ("JPEG", "WEBP") else {}
    icc = image.info.get("icc_profile")
    upright.info = {}
    upright.save(clean, kind, icc_profile=icc, **options)
    return clean.getvalue()


def _media_type(extension: str, content: bytes) -> str | None:
    """The type of the content if it is what the extension says, else None."""
    if extension in TEXTS:
        return "text/plain" if _is_text(content) else None
    if extension in OFFICE:
        media_type, folder = OFFICE[extension]
        return media_type if any(name.startswith(folder) for name in _names_in_zip(content)) else None
    if extension in OPEN_DOCUMENT:
        media_type = OPEN_DOCUMENT[extension]
        return media_type if content[38 : 38 + len(media_type)] == media_type.encode() else None
    offset, signatures, media_type = SIGNATURES[extension]
    return media_type if content[offset:].startswith(signatures) else None


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"\x00" not in content and not content.lstrip().lower().startswith(
        (b"<!doctype", b"<html", b"<svg", b"<?xml")
    )


def _names_in_zip(content: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return []


def _not_what_it_says(name: str) -> ValidationError:
    return ValidationError(_("“%(name)s” is damaged, or is not what its name says."), params={"name": name})
