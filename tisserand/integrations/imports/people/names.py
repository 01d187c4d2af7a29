"""French spreadsheets write « NOM Prénom » in one cell; people are called by the two apart."""

import re
import unicodedata

CIVILITY = re.compile(
    r"^(m|mr|mme|mlle|dr|pr|monsieur|madame|mademoiselle|docteur|mrs|ms)\b\.?\s+", re.IGNORECASE
)
MAIDEN = re.compile(r"\(\s*(née?|ép\w*|born|maiden)\b[^)]*\)|\bnée? [^()]+$", re.IGNORECASE)
# These open a family name wherever they stand; the others may also be first names (« Ben », « Al »).
SURE_PARTICLES = frozenset(
    ["de", "du", "des", "van", "von", "der", "den", "le", "la", "di", "da", "dos", "del", "della"]
)
PARTICLES = SURE_PARTICLES | frozenset(
    [
        "d",
        "les",
        "ter",
        "ten",
        "do",
        "el",
        "al",
        "ben",
        "ould",
        "st",
        "saint",
        "sainte",
        "mac",
        "mc",
        "o",
        "bin",
    ]
)


def split_name(text: str, *, given_first: bool = True) -> tuple[str, str]:
    """(first name, last name) of a full name.

    Capitals mark the family name when only part of the name is in capitals, as does a comma; particles
    go with it. Otherwise `given_first` tells the order, and one word stands on its side alone.
    """
    text = CIVILITY.sub("", " ".join(MAIDEN.sub(" ", text).split()))
    if "," in text:
        family, _, given = text.partition(",")
        return tidy_name(given), tidy_name(family)
    words = text.split()
    if len(words) < 2:
        return ("", tidy_name(text)) if not given_first else (tidy_name(text), "")
    marked = [_in_capitals(word) for word in words]
    plain = [word for word in words if word.lower() not in PARTICLES and not _in_capitals(word)]
    if any(marked) and plain:
        return _by_capitals(words)
    return _by_order(words, given_first)


def _in_capitals(word: str) -> bool:
    letters = [letter for letter in word if letter.isalpha()]
    return len(letters) > 1 and all(letter.isupper() for letter in letters)


def _by_capitals(words: list[str]) -> tuple[str, str]:
    marked = [_in_capitals(word) for word in words]
    first, last = marked.index(True), len(marked) - 1 - marked[::-1].index(True)
    if not all(marked[first : last + 1]) and any(
        not mark and word.lower() not in PARTICLES
        for word, mark in zip(words[first : last + 1], marked[first : last + 1], strict=True)
    ):
        # « DUPONT Jean MARTIN »: the run that comes first.
        last = first
        while last + 1 < len(words) and marked[last + 1]:
            last += 1
    while first > 0 and _particle(words[first - 1]):
        first -= 1
    return tidy_name(" ".join(words[:first] + words[last + 1 :])), tidy_name(
        " ".join(words[first : last + 1])
    )


def _particle(word: str) -> bool:
    return word.lower().rstrip("’'") in PARTICLES and (word.islower() or _in_capitals(word))


def _by_order(words: list[str], given_first: bool) -> tuple[str, str]:
    low = [word.lower() for word in words]
    if given_first:
        cut = next((at for at in range(1, len(words) - 1) if low[at] in SURE_PARTICLES), 1)
        return tidy_name(" ".join(words[:cut])), tidy_name(" ".join(words[cut:]))
    cut = 1
    while cut < len(words) - 1 and low[cut - 1] in PARTICLES:
        cut += 1
    return tidy_name(" ".join(words[cut:])), tidy_name(" ".join(words[:cut]))


def tidy_name(text: str) -> str:
    """A name as one writes it: « DUPONT-AIGNAN » → « Dupont-Aignan »; mixed capitals are left as they are."""
    words = []
    for word in " ".join(text.split()).split(" "):
        if _in_capitals(word) or word.islower():
            lone = word.lower() in SURE_PARTICLES and word.islower()
            word = word if lone else re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word)
        words.append(word)
    return " ".join(words).strip(" -,;")


def key_of(*parts: str) -> str:
    """What two spellings of one person's name share: letters only, words in alphabetical order."""
    letters = unicodedata.normalize("NFKD", " ".join(parts)).lower()
    text = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(sorted(re.findall(r"[^\W_]+", text)))
