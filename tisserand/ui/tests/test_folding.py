"""Folding changes what a page costs, never what it shows."""

from types import SimpleNamespace

import pytest
from django.template import Context, engines
from django.template.base import TextNode
from django.template.loader import get_template
from django.utils.translation import override

from tisserand.ui.folding import Address, folded

SOURCES = [
    '{% translate "Go to the content" %}',
    '{% translate "Beside" as word %}<p>{{ word }}</p>',
    '<p>{% translate "today" context "moment" %}</p>',
    '{% if wanted %}{% icon "check" %}{% else %}{% icon "close" %}{% endif %}',
    "{% for one in many %}{% icon one %}{% endfor %}",
    "{% blocktranslate with number=rank name=who %}Message {{ number }}, {{ name }}{% endblocktranslate %}",
    "{% blocktranslate count count=rank %}one reply{% plural %}{{ count }} replies{% endblocktranslate %}",
    "{% blocktranslate %}100 % sure, {{ who }}, {{ missing }}{% endblocktranslate %}",
    '{% language "en" %}{% translate "Go to the content" %}{% endlanguage %}',
    '{% autoescape off %}{% translate "Skip <this>" %}{{ who }}{% endautoescape %}',
    '{% url "home" %} {% url "member" "a-place" rank %} {% url "member" community="a-place" pk=rank %}',
    '{% url "member" "a-place" rank as there %}{{ there }}',
    '{% url "people-to-name" odd|default:"x" %}',
    "{{ rank }} {{ wanted }} {{ who }} {{ who|safe }} {{ many }} {{ missing }}",
    "{{ big }} {{ share }} {{ nobody }}",
    "{% autoescape off %}{{ who }} {{ big }}{% endautoescape %}",
    "{{ there.rank }} {{ there.many.0 }} {{ there.say }} {{ there.no }} {{ there.rank.no }}",
    "{{ deep.a.rank }}",
    "{% if there.rank == 3 and not there.no %}yes{% elif there.many.1 in many or deep.a %}no{% endif %}",
    "{% for one in many %}{% if forloop.first %}{{ forloop.counter }}{{ one.upper }}{% endif %}{% endfor %}",
]
THERE = SimpleNamespace(rank=3, many=["x", "y"], say=lambda: "said")
SAID = {
    "wanted": True,
    "many": ["check", "close"],
    "rank": 3,
    "big": 1_234_567,
    "there": THERE,
    "deep": {"a": THERE},
    "share": 0.25,
    "nobody": None,
    "who": 'Amina "<b>" & Co',
}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("source", SOURCES)
def test_a_page_is_the_same_folded_or_not(source, language):
    with override(language):
        plain, other = (engines["django"].from_string(source).template for _ in range(2))
        other.nodelist = folded(other.nodelist)
        assert other.render(Context(SAID)) == plain.render(Context(SAID))


def test_what_is_constant_becomes_text():
    with override("fr"):
        page = (
            engines["django"]
            .from_string('<p>{% translate "Go to the content" %}{% icon "check" %}</p>')
            .template
        )
        [only] = folded(page.nodelist)
    assert isinstance(only, TextNode)
    assert "Aller au contenu" in only.s


def test_each_language_has_its_own():
    with override("fr"):
        french = get_template("ui/base.html").template
    with override("en"):
        english = get_template("ui/base.html").template
    assert french is not english
    with override("fr"):
        assert get_template("ui/base.html").template is french


@pytest.mark.parametrize("odd", ["x/y", "é", -1, 10**15, "", None])
def test_an_address_that_is_not_plain_is_left_to_django(odd):
    plain, other = (engines["django"].from_string('{% url "member" slug 1 %}').template for _ in range(2))
    other.nodelist = folded(other.nodelist)
    assert isinstance(other.nodelist[0], Address)

    def said(page):
        try:
            return page.render(Context({"slug": odd}))
        except Exception as problem:
            return type(problem)

    assert said(other) == said(plain)
