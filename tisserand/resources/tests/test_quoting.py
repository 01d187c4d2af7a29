"""A quotation is true when it is written, and follows its post afterwards."""

import pytest
from django.core.exceptions import ValidationError

from tisserand.conversations import rendering, writing
from tisserand.resources import quoting, reading
from tisserand.resources.models import Quotation, Version


def page_of(thread):
    return reading.synthesis_on(thread)


def test_the_words_are_kept_in_one_place_only(sum_up, post):
    version = sum_up()
    [row] = Quotation.objects.all()
    assert (row.place, row.post, row.words) == (1, post(2), "Begin with a fact")
    assert version.html == "<p>Facts first.</p>\n<!--q1-->"
    assert version.text == "Facts first."


@pytest.mark.parametrize(
    "source",
    [
        "> Begin with a fact\n> [#2]",
        "> Begin […] never with a judgement.\n> [#2]",
        "> begin".replace("b", "B") + " with a fact – never with a judgement\n>\n> [#2]",
        "> [#2]",
    ],
)
def test_a_quotation_may_be_cut(sum_up, source):
    sum_up(source)
    assert Quotation.objects.get().post.number == 2


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("> Begin with a lie\n> [#2]", "does not say"),
        ("> with a fact […] Begin\n> [#2]", "does not say"),
        ("> Begin with a fact\n> [#9]", "no message 9"),
        ("> I do not dare.\n> [#2]", "does not say"),
    ],
)
def test_what_was_not_said_cannot_be_quoted(sum_up, source, why):
    with pytest.raises(ValidationError, match=why):
        sum_up(source)
    assert not Version.objects.exists()


def test_a_removed_message_cannot_be_quoted(sum_up, post, cast, now):
    writing.delete(post(2), by=cast.bao, now=now)
    with pytest.raises(ValidationError, match="no message 2"):
        sum_up()


def test_the_visual_editor_quotes_the_same(sum_up):
    version = sum_up(
        "<div>Facts.</div><blockquote>Begin with a fact<br>[#2]</blockquote><div>So.</div>", format="html"
    )
    assert version.html == "<div>Facts.</div><!--q1--><div>So.</div>"


@pytest.mark.parametrize(
    "source",
    [
        "<blockquote>Begin<br>[#2]</blockquote><div><br></div><blockquote>Then keep<br>[#3]</blockquote>",
        "<blockquote>Begin<br>[#2]<br>Then keep<br>[#3]</blockquote><div><br></div>",
    ],
)
def test_quotations_side_by_side_stay_two(sum_up, source, thread):
    assert sum_up(source, format="html").html == "<!--q1--><!--q2-->"
    assert [row.post.number for row in Quotation.objects.order_by("place")] == [2, 3]
    html = page_of(thread).editable
    assert html == (
        "<div><br></div><blockquote>Begin<br>[#2]</blockquote><div><br></div>"
        "<blockquote>Then keep<br>[#3]</blockquote><div><br></div>"
    )
    assert sum_up(html, format="html").number == 1  # the room around them says nothing new
    assert quoting.plain(html) == "> Begin\n> [#2]\n\n> Then keep\n> [#3]"


def test_nobody_types_a_place(sum_up):
    version = sum_up("<div>Facts <!--q1--> first, &lt;!--q1--&gt;</div>", format="html")
    assert version.html == "<div>Facts  first, &lt;!--q1--&gt;</div>"


def test_an_edit_elsewhere_leaves_the_quotation(sum_up, thread, post, cast, now):
    sum_up()
    writing.edit(post(2), by=cast.bao, source="Begin with a fact. Only that.", now=now)
    [shown] = page_of(thread).quoted.values()
    assert (shown.words, shown.edited, shown.author) == ("Begin with a fact", False, "Bao Tran")


def test_what_the_post_no_longer_says_is_no_longer_quoted(sum_up, thread, post, cast, now):
    sum_up()
    writing.edit(post(2), by=cast.bao, source="Start with what you saw.", now=now)
    html = page_of(thread).html
    assert "Begin with a fact" not in html
    assert "Start with what you saw." in html
    assert "edited since it was quoted" in html


def test_a_removed_post_is_not_quoted_any_more(sum_up, thread, post, cast, now):
    sum_up()
    writing.delete(post(2), by=cast.bao, now=now)
    page = page_of(thread)
    for said in (page.html, page.mail_html, page.text, page.editable):
        assert "Begin with a fact" not in said
    assert "it has been removed since" in page.html
    writing.restore(post(2), by=cast.bao, now=now)
    assert "Begin with a fact" in page_of(thread).html


def test_an_author_who_is_gone_is_a_former_member(sum_up, thread, post):
    sum_up()
    thread.posts.update(author=None)
    html = page_of(thread).html
    assert "A former member" in html
    assert "Begin with a fact" in html


@pytest.mark.parametrize(
    "words", ["a < b & c > d", "one\ntwo\n\nthree", "“so”, she said", "[#3] inside", "- a\n- b"]
)
def test_a_quotation_goes_to_the_form_and_back(words, thread, cast, now):
    post = writing.reply(thread, by=cast.chloe, source=words, now=now)
    for html in (quoting.block(post.number, post.text), _rendered(quoting.lines(post.number, post.text))):
        left, [(quoted, said)] = quoting.taken_out(html, {post.number: post})
        assert left == "<!--q1-->"
        assert quoted == post
        assert quoting.says(post.text, said)


def _rendered(source):
    return rendering.render(source, "text").html


@pytest.mark.parametrize(
    "vector", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg/onload=x>']
)
def test_hostile_words_stay_words(vector, thread, sum_up, cast, now):
    post = writing.reply(thread, by=cast.chloe, source=f"Look: {vector}", now=now)
    sum_up(f"{vector}\n\n> Look: {vector}\n> [#{post.number}]", up_to=4)
    page = page_of(thread)
    for html in (page.html, page.mail_html):
        assert not any(tag in html for tag in ("<script", "<img", "<svg"))
    assert len(page.quoted) == 1


def test_a_thousand_open_quotations_take_no_time(sum_up):
    version = sum_up("<blockquote>" * 1000 + "[#2]" * 1000, format="html")
    assert version.number == 1
