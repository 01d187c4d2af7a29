"""Headers of mails as people read them, whatever their charset, their age and what archives made of them.

The parser of the standard library is kept away from their values: it raises on odd ones, and takes time in
proportion to the square of long ones.
"""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

LONGEST = 20_000  # characters of one header that are looked at

PREFIX = re.compile(
    r"(re|r[eé]f|tr|rép|fwd?|fw|aw|wg|sv|antw|odp|rv|vs)\s*(\[\d+\]|\(\d+\))?\s*:\s*", re.IGNORECASE
)
ANSWERS = re.compile(r"(re|r[eé]f|rép|aw|sv|antw|odp|vs)\b", re.IGNORECASE)
LIST_TAG = re.compile(r"\[[^\[\]]{1,40}\]\s*")
# Windows calls its own charset by the name of a smaller one; the last ones are no charsets of mail at all.
CLAIMED = {
    **dict.fromkeys(("iso-8859-1", "latin-1", "latin1"), "cp1252"),
    **dict.fromkeys(("us-ascii", "ascii", "punycode", "idna", "unicode-escape", "raw-unicode-escape"), ""),
}
ENCODED = re.compile(r"(?:=\?[^?\s]+\?[bqBQ]\?[^?]*\?=)+")


def raw(message: Message, name: str) -> str:
    """The header as it came, unfolded; "" when there is none."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            return re.sub(r"\r?\n[ \t]*", " ", str(value)[:LONGEST]).strip()
    return ""


def told(message: Message, name: str) -> str:
    """The header as people read it."""
    return header(raw(message, name))


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
        return "".join(raw if isinstance(raw, str) else decode(raw, name) for raw, name in parts) or found[0]
    except (ValueError, LookupError, HeaderParseError):  # base64 cut in the middle
        return found[0]


def decode(raw_bytes: bytes, charset: str | None) -> str:
    """In the charset it claims, or the one it turns out to be in."""
    claimed = (charset or "").lower().replace("_", "-")
    for name in (CLAIMED.get(claimed, claimed), "utf-8", "cp1252"):
        try:
            if name:
                return raw_bytes.decode(name)
        except (ValueError, LookupError):
            continue
    return raw_bytes.decode("latin-1")


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


def ids(text: str) -> list[str]:
    """The message numbers of a header: of the letters that mail numbers are made of, at most 190 of each."""
    return [found[:190] for found in re.findall(r"<[!-;=?-~]{1,900}>", str(text))]


def author(text: str) -> tuple[str, str]:
    """(name, address in lower case) of « Name <a@b> », « a@b (Name) », or what an archive left of them."""
    text = header(text)
    if found := re.fullmatch(r"(.*?)\s*<([^<>]*)>.*", text):
        name, address = found[1], found[2]
    elif found := re.fullmatch(r"(.*?)\s*\(([^()]*)\)\s*", text):
        address, name = found[1], found[2]
    else:
        name, address = ("", text) if "@" in text or " at " in text else (text, "")
    name = " ".join(name.strip(" \"'").split())
    if "@" in name:
        name = ""
    name = re.sub(r"\s+(via|par)\s+.*$", "", name)
    if re.fullmatch(r"[^,]+, [^,]+", name):
        name = " ".join(reversed(name.split(", ")))
    return name[:150], address.strip().lower()[:250]
