import pytest
from django.utils.translation import override

from tisserand.people import phones


@pytest.mark.parametrize(
    "text",
    [
        "06 12 34 56 78",
        "0612345678",
        "06.12.34.56.78",
        "06-12-34-56-78",
        " 06 12 34 56 78 ",
        "+33 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "0033 6 12 34 56 78",
        "33612345678".join(["+", ""]),
        "tel:+33612345678",
        "612345678",
        "612345678.0",
        "06\u00a012\u202f34\u200956 78",
        "\u202a+33 6 12 34 56 78\u202c",
        "０６１２３４５６７８",
    ],
)
def test_any_shape_is_understood(text):
    assert phones.parse(text) == "+33612345678"


def test_a_number_of_another_country():
    assert phones.parse("+41 22 730 51 11") == "+41227305111"
    assert phones.parse("022 730 51 11", "CH") == "+41227305111"


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_is_nothing(text):
    assert phones.parse(text) == ""


@pytest.mark.parametrize("text", ["12", "bonjour", "06 12 34 56", "0612345678901234", "+", "-", "<script>"])
def test_what_reaches_nobody_is_refused_in_words(text):
    with override("en"), pytest.raises(ValueError, match=r"telephone number|digits"):
        phones.parse(text)


def test_the_words_are_french_too():
    with override("fr"), pytest.raises(ValueError, match="bonjour"):
        phones.parse("bonjour")


@pytest.mark.parametrize(
    ("number", "country", "shown"),
    [
        ("+33612345678", "FR", "06 12 34 56 78"),
        ("+33612345678", "CH", "+33 6 12 34 56 78"),
        ("+41227305111", "FR", "+41 22 730 51 11"),
        ("", "FR", ""),
        ("poste 12", "FR", "poste 12"),
    ],
)
def test_numbers_are_shown_as_one_dials_them(number, country, shown):
    assert phones.shown(number, country) == shown
