import time

import pytest

from tisserand.search.words import composed, words_of


def terms(text, language="fr"):
    return [word.term for word in words_of(composed(text), language)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("l’évaluation", "évaluations"),
        ("l'évaluation", "EVALUATIONS"),
        ("élève", "eleves"),
        ("œuvre", "oeuvres"),
        ("animent", "animer"),
        ("réinitialisent", "réinitialiser"),
        ("évaluait", "évaluerons"),
        ("chevaux", "cheval"),
        ("yeux", "œil"),
        ("formatrices", "formateur"),
        ("général", "générale"),
        ("meetings", "meeting"),
        ("wrote", "written"),
        ("de\u0301cider", "décider"),
        ("n’oserais", "oser"),
        ("competences", "compétence"),
        ("securite", "sécurité"),
        ("deleguees", "déléguer"),
    ],
)
def test_the_shapes_of_a_word_are_one(one, other):
    assert terms(one) == terms(other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [("recadrer", "recruter"), ("poisson", "poison"), ("dessert", "désert"), ("tâche", "taxi")],
)
def test_other_words_are_others(one, other):
    assert terms(one) != terms(other)


def test_words_that_say_nothing_are_left_out():
    assert terms("Comment est-ce que je l’ai dit à ce qu’il y a ?") == terms("dit")
    assert terms("how do you do it with the team", "en") == terms("team", "en")


def test_a_word_knows_its_place():
    text = "Pour l’évaluation, vite"
    assert [text[word.start : word.end] for word in words_of(text, "fr")] == ["évaluation", "vite"]


def test_terms_are_letters_and_digits_whatever_is_written():
    for text in [
        "½ ℀ ﬁn",
        "\u202eabc\u0000def",
        "🙂 👨‍👩‍👧",
        "مرحبا بكم",
        "今日は",
        "a_b__c",
        "x" * 900,
        "İstanbul ß",
    ]:
        assert all(term.isalnum() and len(term) <= 40 for term in terms(text))


def test_what_is_left_out_is_looked_for_within_measure():
    began = time.process_time()
    terms(" ".join("aeiou"[n % 5 :] + "aeiou" * 3 + "bcdfghjklm"[n % 10] for n in range(50)))
    assert time.process_time() - began < 2
