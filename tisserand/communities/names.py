"""Names as people write them, look for them and put them in order."""

import unicodedata

from django.db import models


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


_LETTERS = [
    chr(code) for code in range(0xC0, 0x180) if len(fold(chr(code))) == 1 and fold(chr(code)) != chr(code)
]
ACCENTED, PLAIN = "".join(_LETTERS), "".join(fold(letter) for letter in _LETTERS)


class InOrder(models.Func):
    """A name, to order by: Élodie stands before Fatou, whatever the database."""

    output_field = models.CharField()
    arity = 1

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, template="%(expressions)s COLLATE names", **extra)

    def as_postgresql(self, compiler, connection, **extra):
        # Not every PostgreSQL is built with the collations of ICU: the letters of Europe are folded here.
        template = f"translate(lower(%(expressions)s), '{ACCENTED}', '{PLAIN}') COLLATE \"C\""
        return self.as_sql(compiler, connection, template=template, **extra)


def teach_order(sender, connection, **kwargs) -> None:
    """SQLite knows no order but that of bytes: tell each new connection how names are compared."""
    if connection.vendor == "sqlite":
        connection.connection.create_collation("names", _compare)


def _compare(one: str, other: str) -> int:
    first, second = (fold(one), one), (fold(other), other)
    return (first > second) - (first < second)
