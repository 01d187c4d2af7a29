from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.template import engines
from django.utils import timezone, translation

from tisserand.ui import slots
from tisserand.ui.icons import ICONS

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=PARIS)


def render(source, **context):
    with translation.override("fr"), timezone.override(PARIS):
        return engines["pages"].from_string(source).render(context)


def person(pk, name="Amina Keita", initials="AK"):
    return SimpleNamespace(pk=pk, name=name, initials=initials)


def test_an_avatar_always_wears_the_same_cloth_and_is_silent_beside_the_name():
    first = render("{{ avatar(person) }}", person=person(11))
    assert first == render("{{ avatar(person) }}", person=person(11))
    assert first == '<span class="avatar dye-3 " aria-hidden="true">AK</span>'


def test_alone_an_avatar_says_the_name():
    alone = render("{{ avatar(person, 'large', True) }}", person=person(8, 'O’Hara "Léo" <b>', "OH"))
    assert 'class="avatar dye-0 large" role="img" aria-label="O’Hara &quot;Léo&quot; &lt;b&gt;"' in alone


def test_nobody_has_undyed_wool():
    assert (
        render("{{ avatar(nobody) }}", nobody=None)
        == '<span class="avatar nobody " aria-hidden="true">·</span>'
    )


def test_initials_are_escaped():
    assert "&lt;&amp;" in render("{{ avatar(person) }}", person=person(1, "< &", "<&"))


def test_ago_shows_words_and_keeps_the_exact_time():
    html = render("{{ ago(when, now) }}", when=NOW - timedelta(hours=18), now=NOW)
    words = html.replace("\u00a0", " ")
    exact = 'datetime="2026-11-23T16:00+01:00" title="lundi 23 novembre 2026 à 16 h"'
    assert words == f"<time {exact}>hier à 16 h</time>"
    assert render("{{ ago(when, now) }}", when=None, now=NOW) == ""


def test_every_icon_is_hidden_from_screen_readers_and_unknown_ones_fail():
    for name in ICONS:
        assert 'aria-hidden="true"' in render("{{ icon(name) }}", name=name)
    with pytest.raises(KeyError):
        render("{{ icon('unicorn') }}")


@pytest.mark.parametrize(
    ("number", "country", "shown"),
    [
        ("+33142030405", "FR", "01 42 03 04 05"),
        ("+33612345678", "FR", "06 12 34 56 78"),
        ("+33142030405", "BE", "+33 1 42 03 04 05"),
        ("+3225020000", "FR", "+32 2 502 00 00"),
        ("poste 412", "FR", "poste 412"),
        ("", "FR", ""),
    ],
)
def test_phones_are_shown_as_they_are_dialled(number, country, shown):
    assert (
        render("{{ number|phone(country) }}", number=number, country=country).replace("\u00a0", " ") == shown
    )


def test_filters_accept_nothing():
    source = "{{ x|clock }}{{ x|day }}{{ x|long_date }}{{ x|duration_words }}{{ x|phone }}"
    assert render(source, x=None) == ""


def test_panels_come_in_order_and_receive_their_arguments(monkeypatch):
    monkeypatch.setattr(slots, "_panels", slots.defaultdict(list))

    @slots.panel("test.place", order=20)
    def second(context, thing):
        return f"<i>{thing}</i>"

    @slots.panel("test.place", order=10)
    def first(context, thing):
        return f"<b>{context['who']}</b>"

    assert render("{{ slot('test.place', thing) }}", who="Ada", thing=3) == "<b>Ada</b><i>3</i>"
    assert render("{{ slot('test.nowhere') }}") == ""
    assert list(slots.slots()) == ["test.place"]
    assert [name.rsplit(".", 1)[1] for name in slots.slots()["test.place"]] == ["first", "second"]
