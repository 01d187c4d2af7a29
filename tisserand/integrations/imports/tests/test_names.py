import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tisserand.integrations.imports.people.names import key_of, split_name, tidy_name


@pytest.mark.parametrize(
    ("written", "given_first", "names"),
    [
        ("DUPONT Jean", False, ("Jean", "Dupont")),
        ("Jean DUPONT", False, ("Jean", "Dupont")),
        ("DUPONT Jean", True, ("Jean", "Dupont")),
        ("LE GALL Anne-Marie", True, ("Anne-Marie", "Le Gall")),
        ("DE LA TOUR Marie", False, ("Marie", "De La Tour")),
        ("Jean de LA FONTAINE", True, ("Jean", "de La Fontaine")),
        ("VAN DER BERG Pieter", True, ("Pieter", "Van Der Berg")),
        ("Dupont, Jean", True, ("Jean", "Dupont")),
        ("DUPONT JEAN", False, ("Jean", "Dupont")),
        ("LE GALL ANNE MARIE", False, ("Anne Marie", "Le Gall")),
        ("Dupont Jean", False, ("Jean", "Dupont")),
        ("Jean Dupont", True, ("Jean", "Dupont")),
        ("Anne Marie de Villiers", True, ("Anne Marie", "de Villiers")),
        ("M. DUPONT-AIGNAN Nicolas", False, ("Nicolas", "Dupont-Aignan")),
        ("Mme D'ALEMBERT Sophie", False, ("Sophie", "D'Alembert")),
        ("MARTIN (née DURAND) Léa", False, ("Léa", "Martin")),
        ("BEN SALAH Karim", False, ("Karim", "Ben Salah")),
        ("N’GUESSAN Aya", False, ("Aya", "N’Guessan")),
        ("ÉLISE ÇELIK", True, ("Élise", "Çelik")),
        ("Cher", True, ("Cher", "")),
        ("DUPONT", False, ("", "Dupont")),
        ("", True, ("", "")),
    ],
)
def test_names_are_split_as_people_call_each_other(written, given_first, names):
    assert split_name(written, given_first=given_first) == names


words = st.text(string.ascii_letters + "éèçÉ-'", min_size=1, max_size=12)


@given(st.lists(words, max_size=5), st.booleans())
def test_splitting_loses_no_letter(parts, given_first):
    written = " ".join(parts)
    given_name, family_name = split_name(f"Zoé {written}", given_first=given_first)
    kept = sorted(letter for letter in f"{given_name}{family_name}".lower() if letter.isalpha())
    assert kept == sorted(letter for letter in f"zoé{written}".lower() if letter.isalpha())


@pytest.mark.parametrize(
    ("one", "other"),
    [("Jean-Pierre Lefèvre", "LEFEVRE jean pierre"), ("Zoé  D’Arc", "d'arc zoe"), ("李 明", "明 李")],
)
def test_two_spellings_of_a_name_are_one(one, other):
    assert key_of(one) == key_of(other)


def test_mixed_capitals_are_left_as_their_owner_writes_them():
    assert tidy_name("McDonald") == "McDonald"
    assert tidy_name("  DUPONT-AIGNAN ") == "Dupont-Aignan"
