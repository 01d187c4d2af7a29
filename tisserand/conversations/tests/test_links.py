"""The links of a newcomer's first messages: the words are there at once, the links wait for a look."""

import pytest
from django.core.exceptions import PermissionDenied

from tisserand.conversations import links, writing
from tisserand.conversations.models import HeldLinks, Post

URL = "https://shop.example.net/cheap?x=1"


def words(post):
    return post.html + post.text


@pytest.mark.parametrize(
    ("format", "source"),
    [
        ("text", f"See {URL} now"),
        ("text", f"See [here]({URL}) now"),
        ("text", f"See [{URL}]({URL}) now"),
        ("html", f'<p>See <a href="{URL}">here</a> now</p>'),
        ("text", "See www.shop.example.net/cheap now"),
        ("mail", f"See {URL} now\n\nLe 3 mars, X a écrit :\n> {URL}"),
    ],
)
def test_a_newcomer_is_read_at_once_without_the_links(ask, format, source):
    post = ask(source=source, format=format).posts.get()
    assert "See" in post.text
    assert "now" in post.text
    assert "example.net" not in words(post)
    assert "un lien qui attend un regard" in words(post)
    assert HeldLinks.objects.get().post == post


def test_from_the_conversation_an_lcm_is_led_to_look_at_them_and_nobody_else(ask, cast, reader):
    thread = ask(source=f"See {URL}")
    way = f"/c/distance/conversations/{thread.pk}/links/"
    page = {
        name: reader(cast.people[name]).get(thread.get_absolute_url()).text
        for name in ("ada", "bao", "chloe")
    }
    assert {name: way in shown for name, shown in page.items()} == {"ada": True, "bao": False, "chloe": False}
    links.release(thread.posts.get(), by=cast.ada, now=thread.created_at)
    assert way not in reader(cast.ada).get(thread.get_absolute_url()).text


def test_a_question_without_a_link_never_waits(ask, answer, cast):
    answer(ask(source="See /c/distance/ and mailto:me@example.com"), "Yes", by=cast.chloe)
    assert not HeldLinks.objects.exists()


@pytest.mark.parametrize("who", ["ada", "bao"])
def test_those_who_run_it_and_experts_link_as_they_like(ask, cast, who):
    assert URL in ask(by=cast.people[who], source=URL).posts.get().text


def test_after_so_many_messages_nobody_looks_any_more(community, ask, answer, cast, question):
    answer(question, "More.", by=cast.chloe)
    assert URL in answer(question, URL, by=cast.chloe).text


def test_a_community_may_look_at_none(community, ask):
    community.links_held_for = 0
    community.save()
    assert URL in ask(source=URL).posts.get().text


def test_an_edit_is_no_way_around(ask, cast, now):
    post = ask(source="See.").posts.get()
    post = writing.edit(post, by=cast.chloe, source=f"See {URL}", now=now)
    assert "example.net" not in words(post)
    post = writing.edit(post, by=cast.chloe, source="See.", now=now)
    assert not HeldLinks.objects.exists()


@pytest.mark.parametrize("who", ["chloe", "bao", "ada"])
def test_without_a_name_nothing_tells_whether_one_is_new(ask, answer, cast, now, who):
    """Chloé is new, the others link as they like under their names."""
    by = cast.people[who]
    thread = ask(source=URL, by=by, without_name=True)
    post = answer(thread, URL, by=by)
    assert "example.net" not in words(thread.posts.get(number=1)) + words(post)
    links.release(post, by=cast.ada, now=now)
    writing.edit(Post.objects.get(pk=post.pk), by=by, source=f"See {URL}", now=now)
    assert "example.net" not in words(Post.objects.get(pk=post.pk))
    assert "bears no name" in links.told(Post.objects.get(pk=post.pk))


@pytest.mark.parametrize(("who", "status"), [("ada", 302), ("bao", 403), ("chloe", 403), ("dov", 404)])
def test_only_who_runs_it_lets_them_through(ask, cast, reader, who, status):
    thread = ask(source=f"See {URL}")
    post, browser = thread.posts.get(), reader(cast.people[who])
    page = browser.get(f"/c/distance/conversations/{thread.pk}/links/")
    assert page.status_code == (200 if who == "ada" else status)
    assert (URL in page.content.decode()) == (who == "ada")
    for _ in range(2):  # a double click
        let = browser.post(f"/c/distance/conversations/posts/{post.pk}/links/")
        assert let.status_code == status
    assert (URL in Post.objects.get().html) == (who == "ada")


def test_the_rule_holds_without_the_page(ask, cast, now):
    with pytest.raises(PermissionDenied):
        links.release(ask(source=URL).posts.get(), by=cast.chloe, now=now)


def test_who_wrote_is_told_kindly(cast, reader, office, ask_address):
    said = {"kind": "question", "title": "Is it good?", "text": URL}
    body = reader(cast.chloe).post("/c/distance/conversations/new/", said, follow=True).content.decode()
    assert "nothing for you to do" in body
    office.write(cast.bao, ask_address(cast.bao), URL, subject="And this?")
    office.write(cast.chloe, ask_address(), URL, subject="And this?")
    to_bao, to_chloe = office.deliver()
    assert "nothing for you to do" in to_chloe.body
    assert "nothing for you" not in to_bao.body


def test_the_day_says_that_links_wait(ask, cast, reader, at):
    at()
    thread = ask(source=URL)
    body = reader(cast.ada).get("/c/distance/my-day/").content.decode()
    assert "the links of this message wait" in body
    assert f"/c/distance/conversations/{thread.pk}/links/" in body
