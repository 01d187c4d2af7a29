"""What a text is about, word by word, in French and in English: alike for what is written and what is asked.

A word becomes its *term*: without elision, plural, conjugation nor accents, so that « l'évaluation » and
« évaluations » are one. Databases only ever compare terms: SQLite and PostgreSQL find the same.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product

import snowballstemmer
from simplemma import is_known, lemmatize

from tisserand.communities.names import fold

from .stop_words import ENGLISH, FRENCH

LONGEST = 40  # letters of a word: what is longer is an address or a code, and its beginning does
_WORD = re.compile(r"[^\W_]+")
_STEMS = {"fr": "french", "en": "english"}
_STOP = {"fr": FRENCH, "en": ENGLISH}
_PLAIN_STOP = {language: frozenset(map(fold, words)) for language, words in _STOP.items()}
_APOSTROPHES = "'’ʼ"
# What French puts before a verb it knows; and how it ends those that no list has whole (« réinitialisent »).
_PREFIXES = ("ré", "re", "dés", "dé", "pré", "auto", "sous", "sur", "inter", "co", "télé")
_ENDINGS = (
    "ent aient erait eraient erons erez eront era erai eras ions iez ant ait ais ez ons es e ées ée és é"
)
# What is left out by who types in a hurry, and by how many at most.
_ACCENTS = {"e": "éèê", "a": "âà", "i": "îï", "o": "ô", "u": "ûù", "c": "ç"}
_MISSING = (_ACCENTS, _ACCENTS, {"e": "é"})  # one, two, three
_ACCENTED = 20  # letters of a word that is tried


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, from `start` to `end`: as it is written, in lower case, and its term."""

    start: int
    end: int
    word: str
    term: str


def composed(text: str) -> str:
    """The form in which texts are read: an accent is part of its letter."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def words_of(text: str, language: str) -> Iterator[Word]:
    """The words of a composed text that say something, in order, in a community of this language."""
    for found in _WORD.finditer(text):
        start, end = found.span()
        if end - start == 1 and (_is(text, end) or _is(text, start - 1)):
            continue  # l', d', 's
        word = found[0].lower()[:LONGEST]
        if term := term_of(word, language):
            yield Word(start, end, word, term)


def _is(text: str, place: int) -> bool:
    return 0 <= place < len(text) and text[place] in _APOSTROPHES


@lru_cache(100_000)
def term_of(word: str, language: str) -> str:
    """The term of a word in lower case; empty when it says nothing."""
    word = unicodedata.normalize("NFKC", word)
    if says_nothing(word, language):
        return ""
    if not word.isalpha():
        return _letters(word)
    languages = ("en", "fr") if language == "en" else ("fr", "en")
    for known in languages:
        if lemma := _lemma(word, known):
            return _letters(_stem(lemma.lower(), known))
    return _letters(_stem(word, languages[0]))


def _letters(word: str) -> str:
    """Letters and digits alone, without accents."""
    return "".join(sign for sign in fold(word) if sign.isalnum())[:LONGEST]


def says_nothing(word: str, language: str) -> bool:
    language = language if language in _STOP else "fr"
    return word in _STOP[language] or (word.isascii() and word in _PLAIN_STOP[language])


def _lemma(word: str, language: str) -> str:
    if is_known(word, lang=language):
        return lemmatize(word, lang=language)
    if language == "fr":
        for ending in _ENDINGS.split():
            if word.endswith(ending) and is_known(verb := word.removesuffix(ending) + "er", lang="fr"):
                return verb
        for prefix in _PREFIXES:
            rest = word.removeprefix(prefix)
            if rest != word and len(rest) > 3 and is_known(rest, lang="fr"):
                return prefix + lemmatize(rest, lang="fr")
        if accented := next(_with_accents(word), ""):
            return lemmatize(accented, lang="fr")
    return ""


def _with_accents(word: str) -> Iterator[str]:
    """French words that this one is without some of its accents (« securite »), fewest missing first."""
    for missing, accents in enumerate(_MISSING if len(word) <= _ACCENTED else (), 1):
        places = [place for place, letter in enumerate(word) if letter in accents]
        for chosen in combinations(places, missing):
            for letters in product(*(accents[word[place]] for place in chosen)):
                signs = list(word)
                for place, letter in zip(chosen, letters, strict=True):
                    signs[place] = letter
                if is_known(accented := "".join(signs), lang="fr"):
                    yield accented


_mine = threading.local()  # a stemmer remembers the word it is at: one for each thread


def _stem(word: str, language: str) -> str:
    stemmer = vars(_mine).get(language)
    if stemmer is None:
        stemmer = vars(_mine)[language] = snowballstemmer.stemmer(_STEMS[language])
    return stemmer.stemWord(word)
