"""The body of a mail: its text in whatever form it has one, and the files joined to it."""

import mimetypes
from email.message import Message

from . import headers
from .incoming import File

MOST_PARTS = 200
# Pictures within the text that are smaller are logos of signatures.
LOGO = 32 * 1024
SEALS = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")


def decoded(part: Message) -> str:
    """The text of a part: in its charset, or the one it turns out to be in."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    text = headers.decode(raw, part.get_content_charset())
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if str(part.get_param("format", "")).lower() == "flowed":
        return unflowed(text, delsp=str(part.get_param("delsp", "")).lower() == "yes")
    return text


def unflowed(text: str, *, delsp: bool) -> str:
    """Paragraphs in one line again (RFC 3676): a line that ends with a space goes on in the next."""
    out: list[str] = []
    going_on, before = False, 0
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        if going_on and depth == before and words != "-- ":
            out[-1] += words
        else:
            out.append(f"{'>' * depth} {words}" if depth else words)
        going_on, before = words.endswith(" ") and words != "-- ", depth
        if going_on and delsp:
            out[-1] = out[-1][:-1]
    return "\n".join(out)


def pieces(message: Message) -> tuple[str, str, list[File]]:
    """(plain text, HTML, files) of a mail; "" for a form it does not have. Parts after the 200th are left."""
    plain, html, files = "", "", []
    for part in parts(message):
        kind, name = part.get_content_type(), headers.header(part.get_filename() or "")
        if name or part.get_content_disposition() == "attachment" or not kind.startswith("text/"):
            files += _file(part, kind, name)
        elif kind == "text/html":
            html = html or decoded(part)
        elif kind == "text/plain":
            plain = f"{plain}\n\n{decoded(part)}" if plain.strip() else decoded(part)
    return plain, html, files


def _file(part: Message, kind: str, name: str) -> list[File]:
    """The file a part is, if a person joined it."""
    payload = part.get_payload()
    if isinstance(payload, list):  # a mail within the mail
        content, name = b"".join(_whole(child) for child in payload), name or "message.eml"
    else:
        decoded = part.get_payload(decode=True)
        content = decoded if isinstance(decoded, bytes) else b""
    in_text = part.get("Content-ID") is not None and part.get_content_disposition() != "attachment"
    if kind in SEALS or not content or (in_text and len(content) < LOGO):
        return []
    return [File(name or f"file{mimetypes.guess_extension(kind) or ''}", kind, content)]


def _whole(child: object) -> bytes:
    try:
        return child.as_bytes() if isinstance(child, Message) else b""
    except Exception:  # what could be read may still not be written
        return b""


def parts(message: Message) -> list[Message]:
    """The leaves, in order, however deep: no recursion, and no more than 200."""
    found: list[Message] = []
    left = [message]
    while left and len(found) < MOST_PARTS:
        part = left.pop()
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            left += [child for child in reversed(payload) if isinstance(child, Message)]
        else:
            found.append(part)
    return found
