"""What a mail becomes as a message: its words on lines that flow, its files under the rules of the pages."""

import hashlib
import re
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..inbound import File, Incoming
from ..personal import masked
from ..plain import extract
from . import files
from .pictures import EXTENSIONS as PICTURES
from .pictures import draw
from .rendering import TITLE_LIMIT

# Mail programs break lines before so many characters; shorter lines were ended by hand.
NARROWEST, WIDEST = 60, 80
TITLE_FROM_TEXT = 80
# What mail programs join by themselves: the logo of a signature, its cryptographic seal.
_NOBODY_JOINED = re.compile(
    r"image\d{3}\.(png|jpe?g|gif)|outlook-\w+\.(png|jpe?g)|smime\.p7s|signature\.asc|winmail\.dat", re.I
)
LOGO = 20_000  # bytes


def text_of(mail: Incoming, *, subject: bool = False) -> str:
    """The words for a message; when there are none, the files speak, or the `subject` of a new question. What
    our own mails hold for one reader alone is masked: quoted, it would become everybody's."""
    if mail.text.strip():
        return flowing(masked(mail.text))
    if subject and mail.subject:
        return masked(mail.subject)
    if mail.attachments and not all(map(_is_picture, mail.attachments)):
        return _("See the file joined.")
    return ""


def title_of(mail: Incoming, *, answers_ours: bool) -> str:
    """The subject; when it only repeats that of a mail of ours, or is empty, the first words."""
    if mail.subject and not answers_ours:
        return masked(mail.subject)[:TITLE_LIMIT]
    return extract(text_of(mail, subject=True), TITLE_FROM_TEXT)


def flowing(text: str) -> str:
    """The same with the lines that a mail program broke joined again; lists, quotations and verse stay."""
    lines = text.splitlines()
    longest = max((len(line) for line in lines), default=0)
    if not NARROWEST <= longest <= WIDEST:
        return text
    out: list[str] = []
    for before, line in zip(["", *lines], lines, strict=False):
        if out and _was_broken(before, line, longest):
            out[-1] += f" {line.lstrip()}"
        else:
            out.append(line)
    return "\n".join(out)


def _was_broken(before: str, line: str, longest: int) -> bool:
    """Whether the next line's first word would not have fitted on the line before."""
    word = line.split(maxsplit=1)[0] if line.strip() else ""
    starts_anew = not word or re.match(r"[ \t]*(?:[>|•*+–—-]|\d+[.)])", line)
    return not starts_anew and bool(before.strip()) and len(before.rstrip()) + 1 + len(word) > longest


def files_of(mail: Incoming, *, pictures: bool = False) -> tuple[list[files.Checked], list[str]]:
    """The files that may be kept, and what is to be said of the others, in the language that is active.
    With `pictures`, those that can stand in a text are drawn anew for it."""
    kept, problems = [], []
    for file in mail.attachments:
        if _by_the_program(file):
            continue
        try:
            checked = (draw if pictures and _is_picture(file) else files.check)(
                file.name or _("file"), BytesIO(file.content), len(file.content)
            )
        except ValidationError as problem:
            problems += problem.messages
        else:
            kept.append(checked)
    if len(kept) > files.COUNT_LIMIT:
        names = ", ".join(checked.name for checked in kept[files.COUNT_LIMIT :])
        problems.append(
            _("At most five files come with a message; these were left out: %(names)s.") % {"names": names}
        )
    return kept[: files.COUNT_LIMIT], problems


def _is_picture(file: File) -> bool:
    return file.name.lower().rpartition(".")[2] in PICTURES


def _by_the_program(file: File) -> bool:
    return bool(_NOBODY_JOINED.fullmatch(file.name)) and len(file.content) <= LOGO


def token_of(mail: Incoming) -> str | None:
    """The same for each copy of a mail, so that it makes one message however often it comes."""
    if not mail.message_id:
        return None
    return hashlib.sha256(f"mail {mail.recipient} {mail.message_id}".encode()).hexdigest()[:40]
