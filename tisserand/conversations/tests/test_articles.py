"""Messages and lines are rendered once for the same facts, and anew when anything they say has changed."""

import pytest
from django.utils.translation import override

from tisserand.conversations import articles
from tisserand.conversations.articles import Facts, article

FACTS = Facts(
    community="distance",
    thread=1,
    pages=1,
    on_last_page=True,
    pk=7,
    anchor="post-2",
    number=2,
    html="<p>Try it.</p>",
    name="Bao",
    avatar="",
    member=3,
    role="",
    written="yesterday",
    via="",
    edited="",
    removed="",
    removed_by_author=False,
    reason="",
    quoted=None,
    files=(),
    accepted=False,
    acts=frozenset(("report", "quote")),
)
OTHERS = [
    {"html": "<p>Try again.</p>"},
    {"name": "<Bao>"},
    {"role": "expert"},
    {"member": None},
    {"written": "two weeks ago"},
    {"via": "by mail"},
    {"edited": "today"},
    {"removed": "Tuesday"},
    {"quoted": articles.Quoted(1, "#post-1", "Ada", "How?")},
    {"files": (articles.File("plan.pdf", "abc", 1200),)},
    {"accepted": True},
    {"acts": frozenset(("edit", "delete"))},
    {"acts": frozenset(("accept",))},
    {"on_last_page": False},
]


@pytest.mark.parametrize("change", OTHERS, ids=lambda change: next(iter(change)))
def test_other_facts_make_another_article(change):
    before = article(FACTS, "en")
    assert article(FACTS._replace(**change), "en") != before
    assert article(FACTS, "en") == before


def test_the_same_facts_are_rendered_once_in_each_language():
    article.cache_clear()
    said = set()
    for language in ("fr", "en", "fr", "en"):
        with override(language):
            said.add(article(FACTS._replace(), language))
    assert (len(said), article.cache_info().misses) == (2, 2)


def test_names_and_quotations_are_escaped_and_only_the_safe_body_is_not():
    quoted = articles.Quoted(1, "#post-1", "<i>Ada</i>", "<script>")
    html = article(FACTS._replace(name="<b>Bao</b>", quoted=quoted), "en")
    assert "<p>Try it.</p>" in html
    assert not {"<b>Bao", "<i>Ada", "<script>"} & {
        word for word in ("<b>Bao", "<i>Ada", "<script>") if word in html
    }
    assert "&lt;b&gt;Bao&lt;/b&gt;" in html
