import time

import pytest
from django.utils import translation

from tisserand.communities import addresses, names
from tisserand.communities.addresses import Address
from tisserand.people.models import Person


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("amina@example.com", [("amina@example.com", "", "")]),
        ("  Amina@Example.COM  ", [("amina@example.com", "", "")]),
        ("Amina Keita <amina@example.com>", [("amina@example.com", "Amina", "Keita")]),
        ("Amina KEITA <amina@example.com>,", [("amina@example.com", "Amina", "Keita")]),
        ("KEITA Amina <amina@example.com>", [("amina@example.com", "Amina", "Keita")]),
        ("Keita, Amina <amina@example.com>", [("amina@example.com", "Amina", "Keita")]),
        ('"Keita, Amina" <amina@example.com>', [("amina@example.com", "Amina", "Keita")]),
        ("Amina de la Tour <amina@example.com>", [("amina@example.com", "Amina", "de la Tour")]),
        ("Amina\tKeita\tamina@example.com", [("amina@example.com", "Amina", "Keita")]),
        ("amina@example.com;Keita", [("amina@example.com", "Keita", "")]),
        ("- amina@example.com", [("amina@example.com", "", "")]),
        ("<amina@example.com>", [("amina@example.com", "", "")]),
        ("a@example.com, b@example.com; c@example.com", [(f"{x}@example.com", "", "") for x in "abc"]),
        (
            "Amina Keita <a@example.com>, Bao Tran <b@example.com>",
            [("a@example.com", "Amina", "Keita"), ("b@example.com", "Bao", "Tran")],
        ),
        (
            "Keita, Amina <a@example.com>; Tran, Bao <b@example.com>",
            [("a@example.com", "Amina", "Keita"), ("b@example.com", "Bao", "Tran")],
        ),
        ("", []),
        ("   \t ", []),
    ],
)
def test_lists_are_read_as_people_write_them(line, found):
    read = addresses.read(line)
    assert read.found == [Address(*each) for each in found]
    assert read.problems == []


def test_what_is_not_understood_is_named_by_its_line():
    with translation.override("fr"):
        read = addresses.read(
            "a@example.com\n\nAmina Keita\nb@\n<script>alert(1)</script>@x.fr\nb@example.com"
        )
        said = [str(problem).replace("\u202f", " ").replace("\u00a0", " ") for problem in read.problems]
    assert [address.email for address in read.found] == ["a@example.com", "b@example.com"]
    assert [problem.line for problem in read.problems] == [3, 4, 5]
    assert said[0] == "Ligne 3 : « Amina Keita » ne contient pas d’adresse valide."


def test_an_address_counts_once_whatever_its_capitals():
    read = addresses.read("Amina <amina@example.com>\nAMINA@example.com")
    assert read.found == [Address("amina@example.com", "Amina", "")]


@pytest.mark.parametrize(
    "text",
    [
        "@" * 50_000,
        "a@" * 20_000,
        "<" * 50_000,
        "a@example.com," * 20_000,
        "\x00" * 9,
        "é" * 50_000,
        "," * 50_000,
    ],
)
def test_hostile_text_is_read_in_time_and_breaks_nothing(text):
    started = time.perf_counter()
    addresses.read(text)
    assert time.perf_counter() - started < 3


def test_ten_thousand_addresses():
    read = addresses.read("\n".join(f"Person {n} <person-{n}@example.com>" for n in range(10_000)))
    assert len(read.found) == 10_000
    assert read.found[-1] == Address("person-9999@example.com", "Person", "9999")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_dropped_file_is_read_in_either_usual_encoding(encoding):
    text = "Chloé Lefèvre <chloe@example.com>"
    assert addresses.decoded(text.encode(encoding)) == text


def test_people_are_made_once_and_known_ones_stay_as_they_are(make_person, django_assert_max_num_queries):
    known = make_person("Chloé", "Martin", email="chloe@example.com")
    asked = [Address("chloe@example.com", "Other", "Name"), Address("new@example.com", "New", "Comer")]
    with django_assert_max_num_queries(8):
        people = addresses.people_for(asked, language="fr")
    assert people["chloe@example.com"] == known
    assert people["chloe@example.com"].given_name == "Chloé"
    made = Person.objects.get(email="new@example.com")
    assert (made.name, made.language, made.has_password) == ("New Comer", "fr", False)
    assert addresses.people_for(asked)["new@example.com"] == made


def test_names_are_compared_without_accents():
    assert names.fold("Œuvré Çà") == "oeuvre ca"
