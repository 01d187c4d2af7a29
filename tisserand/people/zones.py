"""Time zones to choose from, by the name of a city in the reader's language."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from zoneinfo import available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

# Where the colleagues of a French company most often are.
COMMON = [
    "Europe/Paris",
    "Europe/Brussels",
    "Europe/Zurich",
    "Europe/Luxembourg",
    "Europe/London",
    "America/Martinique",
    "America/Guadeloupe",
    "America/Cayenne",
    "Indian/Reunion",
    "Indian/Mayotte",
    "Pacific/Noumea",
    "Pacific/Tahiti",
    "America/Toronto",
    "Africa/Casablanca",
    "Africa/Algiers",
    "Africa/Tunis",
    "Africa/Dakar",
    "Africa/Abidjan",
]
CONTINENTS = {
    "Africa": gettext_lazy("Africa"),
    "America": gettext_lazy("America"),
    "Asia": gettext_lazy("Asia"),
    "Atlantic": gettext_lazy("Atlantic Ocean"),
    "Australia": gettext_lazy("Australia"),
    "Europe": gettext_lazy("Europe"),
    "Indian": gettext_lazy("Indian Ocean"),
    "Pacific": gettext_lazy("Pacific Ocean"),
}


def known() -> set[str]:
    """Every zone that can be chosen, by its IANA name."""
    return {name for name in available_timezones() if name.partition("/")[0] in CONTINENTS} | {"UTC"}


def country_of(zone: str) -> str:
    """The country a zone lies in, as ISO 3166 names it; "" for UTC and for names that are no longer used."""
    return get_global("zone_territories").get(zone, "")


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """For a select: the usual ones first, then by continent; typing a letter leads to the city."""
    return _choices(get_language() or "en")


@lru_cache(maxsize=8)
def _choices(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    usual = [(name, _city(name, language)) for name in COMMON]
    others = sorted(known() - set(COMMON) - {"UTC"})
    by_continent = [
        (str(CONTINENTS[continent]), _by_city(names, language))
        for continent, names in groupby(others, key=lambda name: name.partition("/")[0])
    ]
    return [(_("Usual"), usual), *by_continent, ("UTC", [("UTC", "UTC")])]


def _by_city(names: Iterable[str], language: str) -> list[tuple[str, str]]:
    cities = {_city(name, language): name for name in names}  # old names of a zone tell the same city
    return [(name, city) for city, name in sorted(cities.items())]


def _city(name: str, language: str) -> str:
    return get_timezone_location(name, locale=language.replace("-", "_"), return_city=True)
