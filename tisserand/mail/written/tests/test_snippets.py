from time import perf_counter

import pytest

from tisserand.mail.written import dressing, snippets
from tisserand.mail.written.rendering import HTML, MAIL, TEXT, render

CODE = "def f(x):\n    return 1 < x  # ok"
TYPED = "```py<br>def f(x):<br>&nbsp; &nbsp; return 1 &lt; x&nbsp; # ok<br>```"


@pytest.mark.parametrize(
    ("source", "format"),
    [
        (f"Voici :\n\n```py\n{CODE}\n```", TEXT),
        (f"<div>Voici :<br>{TYPED}</div>", HTML),
        (f"Voici :\n\n```py\n{CODE}\n```\n", MAIL),
    ],
)
def test_code_between_fences_is_a_block_with_its_words_told_apart(source, format):
    body = render(source, format)
    assert '<pre class="code" tabindex="0"><code class="language-python">' in body.html
    assert '<span class="k">def</span>' in body.html
    assert "    <span" in body.html  # the indentation
    assert f"```{'py' if format == MAIL else 'python'}\n{CODE}\n```" in body.text


def test_the_button_of_the_editor_makes_a_block():
    html = render("<pre>a  b\n&lt;c&gt;</pre>", HTML).html
    assert html == '<pre class="code" tabindex="0"><code>a  b\n&lt;c&gt;</code></pre>'


def test_a_language_nobody_teaches_is_shown_plain():
    assert (
        snippets.block("a < b", 'x" onload="') == '<pre class="code" tabindex="0"><code>a &lt; b</code></pre>'
    )


@pytest.mark.parametrize("language", sorted(set(snippets._LANGUAGES.values())))
def test_whatever_is_in_it_code_stays_text_and_takes_a_bounded_time(language):
    for piece in (
        "<script>",
        "</code></pre><img src=x onerror=alert(1)>",
        "/*",
        "'",
        '"""',
        "{",
        "(",
        "\\",
        "//",
        "&",
        "a=",
    ):
        lines = "\n".join([(piece * 200)[:199]] * 45)
        before = perf_counter()
        html = snippets.block(lines, language)
        assert perf_counter() - before < 5
        assert html.replace("<span", "").replace("<code", "").replace("<pre", "").count("<") == html.count(
            "</"
        )


def test_the_editor_is_given_code_as_it_is_typed_and_mails_plain():
    html = render(f"```py\n{CODE}\n```", TEXT).html
    assert render(dressing.to_edit(html), HTML).text == render(f"```py\n{CODE}\n```", TEXT).text
    assert dressing.for_mail(html, "").startswith("<pre>def f(x):\n    return 1 &lt; x")
