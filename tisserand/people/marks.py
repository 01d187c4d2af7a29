"""What names a person in a text: their addresses, their numbers, their name, however they are typed."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import phonenumbers

from .models import Person

_BETWEEN = r"(?:[\s.\-/()\u00a0\u202f]|&nbsp;)*"
_SPACE = r"(?:[\s\u00a0\u202f]|&nbsp;)+"
_APOSTROPHE = r"(?:['’]|&#x27;|&#39;|&rsquo;)"
_NEVER = r"(?!)"


class Marks:
    """Three strengths. An *address* (e-mail, phone) is theirs alone. With the whole name, it *surely* means
    them. One name by itself *may*: there are other Aminas, and Claire is also an adjective."""

    def __init__(self, emails: Iterable[str], phones: Iterable[str], names: Iterable[tuple[str, str]]):
        self._emails = sorted({email for email in emails if email})
        self._phones = sorted({phone for phone in phones if phone})
        self._names = sorted({(given.strip(), family.strip()) for given, family in names})

    @classmethod
    def of(cls, person: Person, also: Iterable[str] = ()) -> "Marks":
        """`also` are other addresses, numbers and names by which they are known here."""
        others = list(also)
        emails = [person.email or "", *(text for text in others if "@" in text)]
        phones = [person.phone, *(text for text in others if text.startswith("+") and "@" not in text)]
        names = [(person.given_name, person.family_name)]
        names += [_split(text) for text in others if "@" not in text and not text.startswith("+")]
        return cls(emails, phones, names)

    def hide_addresses(self, text: str, instead: str) -> str:
        """`text` without their addresses and numbers: in words that others wrote."""
        return self._addresses.sub(lambda _: instead, text)

    def hide(self, text: str, instead: str) -> str:
        """`text` without anything that surely means them: in traces and notes."""
        return self._surely.sub(lambda _: instead, self.hide_addresses(text, instead))

    def hide_all(self, text: str, instead: str) -> str:
        """`text` without any of their names, even alone: in their own words."""
        return self._alone.sub(lambda _: instead, self.hide(text, instead))

    def hide_calls(self, text: str, instead: str) -> str:
        """`text` where « @Amina Keita » and « @Amina » call nobody: for a post that is known to name them."""
        return self._calls.sub(lambda _: instead, text)

    def hide_in(self, value: Any, instead: str) -> Any:
        """The same for whatever JSON holds: `hide_all` in every text of it."""
        if isinstance(value, str):
            return self.hide_all(value, instead)
        if isinstance(value, list):
            return [self.hide_in(one, instead) for one in value]
        if isinstance(value, dict):
            return {key: self.hide_in(one, instead) for key, one in value.items()}
        return value

    def places_in(self, text: str) -> list[tuple[int, int]]:
        """From where to where each of their names may stand in `text`."""
        found = [match.span() for part in (self._addresses, self._surely) for match in part.finditer(text)]
        alone = (match.span() for match in self._alone.finditer(text))
        return sorted([*found, *(span for span in alone if not any(a <= span[0] < b for a, b in found))])

    def surely_in(self, text: str) -> bool:
        return bool(self._addresses.search(text) or self._surely.search(text))

    def maybe_in(self, text: str) -> bool:
        return self.surely_in(text) or bool(self._alone.search(text))

    @property
    def spellings(self) -> list[str]:
        """What a database looks for first: a text that has none of these, in any case, is not concerned."""
        alone = {name for pair in self._names for name in pair if len(name) > 1}
        spelt = {form for name in alone for form in (name, name.upper(), _plain(name))}
        numbers = {form for phone in self._phones for form in _dialled(phone)}
        return sorted(spelt | numbers | set(self._emails))

    @cached_property
    def _addresses(self) -> re.Pattern[str]:
        emails = [rf"(?<![\w.+-]){re.escape(email)}(?![\w-])" for email in self._emails]
        return _any([*emails, *(_phone(phone) for phone in self._phones)], re.I)

    @cached_property
    def _surely(self) -> re.Pattern[str]:
        both = [(_letters(given), _letters(family)) for given, family in self._names if given and family]
        orders = [f"{one},?{_SPACE}{other}" for pair in both for one, other in (pair, pair[::-1])]
        return _any([rf"(?<!\w)(?:{name})(?!\w)" for name in orders], re.I)

    @cached_property
    def _calls(self) -> re.Pattern[str]:
        whole = [f"{_letters(given)}{_SPACE}{_letters(family)}" for given, family in self._names if family]
        given = [_letters(given) for given, _family in self._names if given]
        return _any([rf"@(?:{name})(?!\w)" for name in [*whole, *given]], re.I)

    @cached_property
    def _alone(self) -> re.Pattern[str]:
        """As a name is written: with its capital, or all in capitals."""
        names = {name for pair in self._names for name in pair if len(name) > 1}
        spelt = {spelling for name in names for spelling in (name, name.upper())}
        longest = sorted(spelt, key=len, reverse=True)
        return _any([rf"(?<!\w){_letters(name)}(?!\w)" for name in longest], 0)


def _any(patterns: list[str], flags: int) -> re.Pattern[str]:
    return re.compile("|".join(patterns) or _NEVER, flags)


def _split(name: str) -> tuple[str, str]:
    given, _space, family = name.partition(" ")
    return given, family


def _plain(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", name) if not unicodedata.combining(sign))


def _letters(name: str) -> str:
    """The name with or without its accents, whatever its spaces and apostrophes."""
    return "".join(_letter(letter) for letter in unicodedata.normalize("NFC", " ".join(name.split())))


def _letter(letter: str) -> str:
    if letter == " ":
        return _SPACE
    if letter in "'’":
        return _APOSTROPHE
    plain = unicodedata.normalize("NFD", letter)[0]
    if not letter.isalpha():
        return re.escape(letter)
    return f"[{letter}{plain}][\u0300-\u036f]*" if plain != letter else f"{letter}[\u0300-\u036f]*"


def _dialled(number: str) -> list[str]:
    """The shapes in which people type a number most."""
    try:
        known = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return [number]
    home = phonenumbers.format_number(known, phonenumbers.PhoneNumberFormat.NATIONAL)
    abroad = phonenumbers.format_number(known, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    shapes = [
        form.replace(" ", between) for form in (home, abroad) for between in (" ", "", ".", "-", "\u00a0")
    ]
    return [number, *shapes]


def _phone(number: str) -> str:
    """A number kept as +33612345678, dialled from home or from abroad, with anything between its digits."""
    try:
        known = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return rf"(?<!\d){re.escape(number)}(?!\d)"
    national = _BETWEEN.join(phonenumbers.national_significant_number(known))
    abroad = rf"(?:\+|00){_BETWEEN}{_BETWEEN.join(str(known.country_code))}{_BETWEEN}(?:0{_BETWEEN})?"
    return rf"(?<!\d)(?:{abroad}|0{_BETWEEN})?{national}(?!\d)"
