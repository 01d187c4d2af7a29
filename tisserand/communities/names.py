"""Names as people write them."""

import unicodedata


def fold(text: str) -> str:
    """For comparison: without accents, in lower case; œ and æ are two letters."""
    text = text.lower().replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def split(name: str) -> tuple[str, str]:
    """Given and family names: « Amina KEITA », « KEITA Amina », « Keita, Amina » and « Amina Keita » alike.

    Words all in capitals are the family's, which is given back as people write it; otherwise the first
    word is the given name, which errs for « Jean Marc » and is easily set right.
    """
    words = name.split()
    if "," in name:
        family, given = name.split(",", 1)
        return " ".join(given.split()), _settle(" ".join(family.split()))
    shouted = [word for word in words if len(word) > 1 and word.isupper()]
    if shouted and len(shouted) < len(words):
        return " ".join(w for w in words if w not in shouted), _settle(" ".join(shouted))
    return (words[0], _settle(" ".join(words[1:]))) if words else ("", "")


def _settle(family: str) -> str:
    return family.title() if family.isupper() and len(family) > 1 else family
