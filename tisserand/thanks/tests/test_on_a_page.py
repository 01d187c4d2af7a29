import re
from datetime import timedelta

import pytest
from django.utils import translation

from tisserand.conversations import ordering, writing
from tisserand.conversations.models import Post
from tisserand.thanks import saying
from tisserand.thanks.models import Reaction

HERE = "/c/distance/conversations"


@pytest.fixture
def page(reader, thread):
    """`page(ada)`: the conversation as Ada reads it."""
    return lambda person: reader(person).get(f"{HERE}/{thread.pk}/").content.decode()


def words(page, post):
    """What stands under a message, in one line, and its buttons: (text, {label: pressed})."""
    found = re.search(rf'<div class="words" id="words-{post.pk}">(.*?)</div>', page, re.S)
    if not found:
        return "", {}
    buttons = re.findall(r'aria-pressed="(\w+)">(?:<svg.*?</svg>)?(\w+)<span', found[1], re.S)
    text = re.search(r'<p class="hint">(.*?)</p>', found[1])
    return (text[1] if text else ""), {label: pressed == "true" for pressed, label in buttons}


@pytest.mark.parametrize(("name", "buttons"), [("ada", 2), ("chloe", 2), ("bao", 0)])
def test_two_words_under_what_others_wrote(page, cast, post, name, buttons):
    assert words(page(cast.people[name]), post) == (
        "",
        {"Thanks": False, "Useful": False} if buttons else {},
    )


def test_thanks_are_between_two_people(page, cast, post, now):
    saying.say(post, "thanks", by=cast.chloe, now=now)
    assert words(page(cast.chloe), post) == ("", {"Thanks": True, "Useful": False})
    assert words(page(cast.bao), post) == ("Chloé thanks you.", {})
    assert words(page(cast.ada), post) == ("", {"Thanks": False, "Useful": False})


def test_use_is_for_everybody_without_a_name_or_a_number(page, cast, post, now, make_person, join):
    saying.say(post, "useful", by=cast.chloe, now=now)
    assert words(page(cast.bao), post)[0] == words(page(cast.ada), post)[0] == "Useful to somebody."
    for name in ("Emma", "Fanny", "Gil"):
        saying.say(post, "useful", by=join(make_person(name)).person, now=now)
    assert words(page(cast.ada), post) == (
        "Useful to several people.",
        {"Thanks": False, "Useful": False},
    )
    assert words(page(cast.bao), post) == ("Useful to several people.", {})
    assert words(page(cast.chloe), post)[1] == {"Thanks": False, "Useful": True}


def test_many_thanks_are_a_few_names_the_latest_first(page, cast, post, now, make_person, join):
    said = {}
    for place, name in enumerate(("Emma", "Fanny", "Gil", "Hugo", "Inès")):
        by = join(make_person(name)).person
        saying.say(post, "thanks", by=by, now=now + timedelta(minutes=place))
        said[name] = words(page(cast.bao), post)[0]
    assert list(said.values()) == [
        "Emma thanks you.",
        "Fanny and Emma thank you.",
        "Gil, Fanny and Emma thank you.",
        "Hugo, Gil, Fanny and others thank you.",
        "Inès, Hugo, Gil and others thank you.",
    ]


def test_in_french(cast, post, now, thread, reader):
    for person in (cast.bao, cast.ada):
        person.language = "fr"
        person.save()
    saying.say(post, "thanks", by=cast.chloe, now=now)
    saying.say(post, "useful", by=cast.chloe, now=now)
    with translation.override("fr"):
        page = reader(cast.bao).get(f"{HERE}/{thread.pk}/", headers={"Accept-Language": "fr"})
        assert words(page.content.decode(), post)[0] == "Chloé vous remercie. Utile à quelqu’un."
        page = reader(cast.ada).get(f"{HERE}/{thread.pk}/", headers={"Accept-Language": "fr"})
        assert words(page.content.decode(), post)[1] == {"Merci": False, "Utile": False}


@pytest.mark.parametrize(("act", "undo"), [("thanks", "thanks/undo"), ("useful", "useful/undo")])
def test_one_click_and_one_click_back_without_javascript(reader, cast, post, thread, act, undo):
    chloe, address = reader(cast.chloe), f"{HERE}/posts/{post.pk}"
    said = chloe.post(f"{address}/{act}/")
    assert (said.status_code, said.headers["Location"]) == (302, f"{HERE}/{thread.pk}/#post-2")
    shown = chloe.get(f"{HERE}/{thread.pk}/").content.decode()
    assert f'action="{address}/{undo}/"' in shown
    chloe.post(f"{address}/{act}/")
    assert Reaction.objects.count() == 1
    assert "It is undone." in chloe.post(f"{address}/{undo}/", follow=True).content.decode()
    assert not Reaction.objects.exists()
    assert "It is undone." not in chloe.post(f"{address}/{undo}/", follow=True).content.decode()


def test_in_place_only_the_words_come_back(reader, cast, post):
    chloe = reader(cast.chloe)
    said = chloe.post(f"{HERE}/posts/{post.pk}/useful/", headers={"HX-Request": "true"}).content.decode()
    assert said.strip().startswith('<div class="words"')
    assert words(said, post) == ("Useful to somebody.", {"Thanks": False, "Useful": True})
    back = chloe.post(f"{HERE}/posts/{post.pk}/useful/undo/", headers={"HX-Request": "true"})
    assert words(back.content.decode(), post) == ("", {"Thanks": False, "Useful": False})
    assert "Noted" not in chloe.get("/c/distance/").content.decode()


@pytest.mark.parametrize(("name", "status"), [("ada", 302), ("chloe", 302), ("bao", 302), ("dov", 404)])
@pytest.mark.parametrize("act", ["thanks", "thanks/undo", "useful", "useful/undo"])
def test_members_only(reader, cast, post, name, status, act):
    address = f"{HERE}/posts/{post.pk}/{act}/"
    assert reader(cast.people[name]).post(address).status_code == status
    assert reader(cast.people[name]).get(address).status_code in (404, 405)


def test_not_of_ones_own(reader, cast, post):
    said = reader(cast.bao).post(f"{HERE}/posts/{post.pk}/useful/", follow=True).content.decode()
    assert "This message is yours" in said
    assert not Reaction.objects.exists()


def test_a_removed_message_is_nowhere(reader, cast, post, now, page):
    saying.say(post, "useful", by=cast.chloe, now=now)
    writing.delete(post, by=cast.bao, now=now)
    assert reader(cast.chloe).post(f"{HERE}/posts/{post.pk}/thanks/").status_code == 404
    assert "Useful to somebody" not in page(cast.ada)
    writing.restore(Post.objects.get(pk=post.pk), by=cast.bao, now=now)
    assert "Useful to somebody" in page(cast.ada)


def test_a_closed_conversation_shows_and_takes_nothing_more(reader, cast, post, thread, now, page):
    saying.say(post, "useful", by=cast.chloe, now=now)
    ordering.close(thread, by=cast.ada, reason="Answered", now=now)
    assert words(page(cast.chloe), post) == ("Useful to somebody.", {})
    said = reader(cast.ada).post(f"{HERE}/posts/{post.pk}/thanks/", follow=True).content.decode()
    assert "nothing was noted" in said


@pytest.mark.parametrize("number", [0, 10**30, 987654])
def test_any_number_may_stand_in_an_address(reader, cast, number):
    assert reader(cast.chloe).post(f"{HERE}/posts/{number}/thanks/").status_code == 404


def test_a_machine_is_slowed_down(reader, cast, post):
    chloe = reader(cast.chloe)
    for _ in range(120):
        chloe.post(f"{HERE}/posts/{post.pk}/thanks/", headers={"HX-Request": "true"})
    said = chloe.post(f"{HERE}/posts/{post.pk}/useful/", follow=True).content.decode()
    assert "Wait a little." in said
    assert Reaction.objects.count() == 1


@pytest.mark.parametrize("name", ["ada", "bao", "chloe"])
def test_one_query_whatever_was_said(reader, cast, thread, post, now, count_queries, name, make_person, join):
    url, client = f"{HERE}/{thread.pk}/", reader(cast.people[name])
    before = count_queries(client, url)
    for person in (cast.chloe, cast.ada, *(join(make_person(f"P{n}")).person for n in range(5))):
        for said in thread.posts.exclude(author=person):
            saying.say(said, "thanks", by=person, now=now)
            saying.say(said, "useful", by=person, now=now)
    assert count_queries(client, url) == before <= 12


def test_an_accepted_answer_of_another_page_has_its_words(reader, cast, thread, post, now):
    more = [
        Post(thread=thread, number=n, author=None, source="s", html="<p>s</p>", text="s", created_at=now)
        for n in range(3, 60)
    ]
    Post.objects.bulk_create(more)
    far = Post.objects.create(
        thread=thread, number=60, author=cast.bao, source="s", html="s", text="s", created_at=now
    )
    thread.last_number = 60
    thread.save()
    thread.accept(far, by=cast.chloe, now=now)
    saying.say(far, "useful", by=cast.ada, now=now)
    page = reader(cast.chloe).get(f"{HERE}/{thread.pk}/").content.decode()
    assert words(page, far)[0] == "Useful to somebody."


def test_what_becomes_of_it_is_said_on_the_page(page, cast):
    for said in (
        "whom they owe a word of thanks",
        "to be asked",
        "The letter tells",
        "Nobody is compared or ranked.",
    ):
        assert said in page(cast.chloe)
