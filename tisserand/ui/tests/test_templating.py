"""What the templates stand on: who wins, what is escaped, what a value looks like, in which language."""

import re
from datetime import date

import pytest
from django.template import engines
from django.utils.translation import override


def render(source, request=None, **context):
    return engines["pages"].from_string(source).render(context, request)


def test_what_a_view_says_wins_over_what_every_page_is_told(rf):
    request = rf.get("/")
    request.membership = "who looks"
    assert render("{{ membership }}", request) == "who looks"
    assert render("{{ membership }}", request, membership="who is looked at") == "who is looked at"


def test_a_page_has_one_token_for_all_its_forms(rf):
    page = render("{{ csrf_field() }}{{ csrf_field() }}", rf.get("/"))
    first, second = re.findall(r'name="csrfmiddlewaretoken" value="(\w{64})"', page)
    assert first == second


def test_sentences_are_those_of_the_reader_whoever_came_before():
    said = []
    for language in ("fr", "en", "fr"):
        with override(language):
            said.append(render('{{ _("Go to the content") }}'))
    assert said == ["Aller au contenu", "Go to the content", "Aller au contenu"]


def test_what_fills_a_sentence_is_escaped_in_pages_and_not_in_plain_text():
    hostile = "<b>Ada & Co</b>"
    shown = "&lt;b&gt;Ada &amp; Co&lt;/b&gt;"
    assert render("{{ who }}", who=hostile) == shown
    assert render("{% trans %}by {{ who }}{% endtrans %}", who=hostile) == f"by {shown}"
    assert render("{% set said %}{{ who }}{% endset %}{{ said }}", who=hostile) == shown
    choose = engines["pages"].env.autoescape
    assert [choose(name) for name in ("a/b.html", "a/b.txt", None)] == [True, False, True]


def test_days_and_fractions_are_said_as_in_the_language():
    with override("fr"):
        assert render("{{ day }} {{ half }}", day=date(2026, 11, 24), half=0.5) == "24 novembre 2026 0,5"
    with override("en"):
        assert render("{{ half }} {{ many }}", half=0.5, many=12345) == "0.5 12345"


def test_a_method_shown_without_being_called_is_an_error_not_its_name():
    with pytest.raises(TypeError, match="without having been called"):
        render("{{ day.isoformat_ }}", day=Named())


def test_what_is_missing_says_nothing():
    assert render("[{{ nobody.name.first }}]") == "[]"


class Named:
    def isoformat_(self):
        return "never"
