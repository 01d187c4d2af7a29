"""Words of mails: headers and bodies in whatever charset they claim, subjects without their prefixes."""

import re
from email.header import decode_header
from email.message import EmailMessage

from tisserand.conversations.plain import words_of

from ..people.sheets import OLD_ENCODINGS

PREFIX = re.compile(
    r"(re|r[eé]f|tr|rép|fwd?|fw|aw|wg|sv|antw|odp|rv|vs)\s*(\[\d+\]|\(\d+\))?\s*:\s*", re.IGNORECASE
)
ANSWERS = re.compile(r"(re|r[eé]f|rép|aw|sv|antw|odp|vs)\b", re.IGNORECASE)
LIST_TAG = re.compile(r"\[[^\[\]]{1,40}\]\s*")
ENCODED = re.compile(r"(?:=\?[^?\s]+\?[bqBQ]\?[^?]*\?=)+")


def header(text: str) -> str:
    """A header as people read it. Words encoded by halves, or in charsets that do not exist, do no harm."""
    text = re.sub(r"(\?=)\s+(=\?)", r"\1\2", text)
    text = text.encode("ascii", "surrogateescape").decode("utf-8", "replace") if _surrogates(text) else text
    return " ".join(ENCODED.sub(_decode_word, text).replace("\0", "").split())


def _surrogates(text: str) -> bool:
    return any(0xD800 <= ord(letter) <= 0xDFFF for letter in text) and all(
        ord(letter) < 128 or 0xD800 <= ord(letter) <= 0xDFFF for letter in text
    )


def _decode_word(found: re.Match) -> str:
    try:
        parts = decode_header(found[0].replace("?==?", "?= =?"))
        return "".join(raw if isinstance(raw, str) else _decode(raw, name) for raw, name in parts) or found[0]
    except (ValueError, LookupError):
        return found[0]


def _decode(raw: bytes, charset: str | None) -> str:
    for name in (charset, "utf-8", *OLD_ENCODINGS[:1]):
        try:
            if name:
                return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")


def clean_subject(subject: str) -> tuple[str, bool]:
    """(subject without Re:, TR:, Fwd: and [list] before it, whether it says it answers)."""
    title, is_reply = subject.strip(), False
    while True:
        before = title
        if found := PREFIX.match(title):
            is_reply = is_reply or bool(ANSWERS.match(title))
            title = title[found.end() :]
        elif (found := LIST_TAG.match(title)) and found.end() < len(title):
            title = title[found.end() :]
        if title == before:
            break
    if re.fullmatch(r"\[[^\[\]]{1,40}\]", title):
        title = ""
    return title[:200].strip(), is_reply


def decoded(part: EmailMessage) -> str:
    """The text of a part: in its charset, or the one it turns out to be in."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    text = _decode(raw, part.get_content_charset())
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def of_html(html: str) -> str:
    """The words of an HTML-only mail; quotations stay quotations."""
    if not html:
        return ""
    head, *quotes = re.split(r"<blockquote\b[^>]*>", html[:500_000], maxsplit=1, flags=re.IGNORECASE)
    text = words_of(head)
    if quotes:
        text += "\n\n" + "\n".join("> " + line for line in words_of(quotes[0]).splitlines())
    return text
