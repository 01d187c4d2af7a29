"""Telephone numbers as people write them, kept as E.164."""

import unicodedata

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import NumberParseException, PhoneNumberFormat


def parse(text: str, country: str = "FR") -> str:
    """« 06 12 34 56 78 », « +33 (0)6.12… », « 0033 6… » → "+33612345678"; an empty text → "".

    `country` (ISO 3166) is where a number without a country code is dialled. Raises ValueError, in words,
    when nobody could be reached by it.
    """
    text = _repaired(text)
    if not text:
        return ""
    try:
        number = phonenumbers.parse(text, country)
    except NumberParseException:
        raise ValueError(_("“%(text)s” is not a telephone number.") % {"text": text}) from None
    if not phonenumbers.is_valid_number(number):
        raise ValueError(_("“%(text)s” has too many or too few digits, or does not exist.") % {"text": text})
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _repaired(text: str) -> str:
    # Numbers copied from a page or an address book bring thin spaces and invisible marks with them.
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    # A spreadsheet takes a number for a number: « 612345678.0 », and drops the first zero of it.
    text = " ".join(text.split()).removesuffix(".0")
    return f"0{text}" if len(text) == 9 and text.isdigit() and text[0] != "0" else text


def shown(number: str, country: str = "FR") -> str:
    """« 06 12 34 56 78 » dialled from `country`, « +41 22 … » otherwise; anything else as it is."""
    try:
        parsed = phonenumbers.parse(number, None)
    except NumberParseException:
        return number
    home = phonenumbers.region_code_for_number(parsed) == country
    return phonenumbers.format_number(
        parsed, PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    )
