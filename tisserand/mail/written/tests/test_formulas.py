import re
from time import perf_counter

import pytest

from tisserand.mail.written import dressing
from tisserand.mail.written.formulas import drawn
from tisserand.mail.written.rendering import HTML, MAIL, TEXT, render

FORMATS = pytest.mark.parametrize("format", [TEXT, HTML, MAIL])


@FORMATS
@pytest.mark.parametrize(
    "words",
    [
        "de 5 $ et 10 $",
        "entre 5$ et 10$",
        "$5 et $10",
        "($100) et ($200)",
        "$10-$20, $20/$30, $1.50/$2.00",
        "5$/h ou 10$/j",
        "en $/h et en €/$",
        "US$5 et A$6",
        "j’ai $ 5 $ en poche",
        "$20, puis $30",
        "les variables $PATH et $HOME",
        "$HOME/$USER",
        "$5$",
        "un dollar : $",
    ],
)
def test_a_price_is_never_a_formula(words, format):
    assert "<math" not in render(words, format).html


@FORMATS
@pytest.mark.parametrize(
    ("words", "source", "shown"),
    [
        ("soit $x^2$ donc", "x^2", False),
        (r"soit \(a_1 + b_2\) donc", "a_1 + b_2", False),
        (r"soit $$\frac{a}{b}$$ donc", r"\frac{a}{b}", True),
        (r"soit \[E = mc^2\] donc", "E = mc^2", True),
        (r"soit $n \text{ pair et } m$ donc", r"n \text{ pair et } m", False),
    ],
)
def test_a_formula_is_drawn_and_keeps_what_was_written(words, source, shown, format):
    body = render(words, format)
    assert "<math" in body.html
    assert f'alttext="{source}"' in body.html
    assert ('display="block"' in body.html) is shown
    mark = "$$" if shown else "$"
    if format != MAIL:
        assert body.text == f"soit {mark}{source}{mark} donc"


def test_what_cannot_be_read_stays_as_it_was_written():
    assert drawn(r"\frac{a", shown=False) == r"<code>$\frac{a$</code>"


@pytest.mark.parametrize(
    "hostile",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\text{<script>alert(1)</script>}",
        r"\text{</math><img src=x onerror=alert(1)>}",
        r"\style{color:red}{x}",
        r"\class{button}{x}",
        r"\label{x}\ref{x}",
        r"\color{red}{x}",
        r"\htmlData{a=b}{x}",
        'x" onmouseover="alert(1)',
    ],
)
def test_nothing_in_a_formula_runs_leads_elsewhere_or_dresses(hostile):
    html = re.sub(r"<code>.*?</code>", "", render(f"a $${hostile}$$ b", TEXT).html)
    for fault in ("<script", "<img", "href", "style", 'class="b', "data-", ' onmouseover="', "id="):
        assert fault not in html


@pytest.mark.parametrize(
    "hostile",
    [
        r"\newcommand{\a}{\a\a}\a",
        "{" * 400 + "}" * 400,
        r"\sqrt{" * 150 + "}" * 150,
        "x^{" * 240 + "}" * 240,
        r"\left(" * 120 + r"\right)" * 120,
        r"\frac" * 190,
        "&" * 900,
    ],
)
def test_a_formula_made_to_exhaust_is_left_as_text(hostile):
    before = perf_counter()
    assert len(render(f"a $${hostile}$$ b", TEXT).html) < 20_000
    assert perf_counter() - before < 2


@pytest.mark.parametrize("piece", ["$a", "$x$ ", "\\(", "\\[", "$$a ", "$a_", "\\(a\\)"])
@pytest.mark.parametrize("format", [TEXT, HTML])
def test_many_signs_cost_a_bounded_time(piece, format):
    before = perf_counter()
    html = render((piece * 20_000)[:45_000], format).html
    assert perf_counter() - before < 5
    assert html.count("<math") <= 60


def test_code_and_links_hold_no_formula():
    html = render("`$x^2$` et https://exemple.fr/$a$", TEXT).html
    assert "<math" not in html


def test_the_editor_and_mails_are_given_what_was_written():
    html = render(r"soit $x<y$ et $$\frac{a}{b}$$", TEXT).html
    assert dressing.to_edit(html) == r"<p>soit $x&lt;y$ et $$\frac{a}{b}$$</p>"
    assert r"<code>$$\frac{a}{b}$$</code>" in dressing.for_mail(html, "https://site")
    assert render(dressing.to_edit(html), HTML).html.count("<math") == 2
