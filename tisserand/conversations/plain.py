"""Beginnings of texts, for lists and mails."""

from tisserand.mail.characters import single_spaced


def extract(text: str, length: int = 160) -> str:
    """The beginning of a text on one line, cut between words."""
    line = single_spaced(text)
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
