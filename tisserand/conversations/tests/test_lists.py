from datetime import timedelta

import pytest

from tisserand.conversations import lists, writing
from tisserand.conversations.models import Thread

HOUR = timedelta(hours=1)


@pytest.fixture
def listed(cast, now):
    """Titles of a list, as a member sees it."""

    def titles(need, name="bao", **options):
        options.setdefault("now", now + timedelta(days=1))
        page = lists.page_of(lists.BY_SLUG[need], cast.places[name], **options)
        return [line.thread.title for line in page.lines]

    return titles


def test_who_has_waited_longest_comes_first_and_the_very_old_last(ask, answer, cast, listed, now):
    ask(title="old", now=now - timedelta(days=90))
    ask(title="today", now=now)
    ask(title="yesterday", now=now - timedelta(days=1))
    unclear = ask(title="unclear", now=now - timedelta(days=5))
    answer(unclear, now=now - timedelta(days=4))
    unclear.find_unsolved(by=cast.chloe, now=now - 2 * HOUR)
    ask(title="talk", kind="discussion")
    ask(title="stuck", kind="help", now=now - HOUR)
    answer(ask(title="answered"))
    assert listed("waiting") == ["yesterday", "unclear", "stuck", "today", "old"]
    assert listed("waiting", kind="help") == ["stuck"]


def test_the_list_of_those_who_wait_is_the_same_as_the_property(ask, answer, cast, now):
    threads = [ask(title=str(n), kind=kind) for n, kind in enumerate(Thread.Kind.values * 3)]
    for thread in threads[3:]:
        post = answer(thread)
        if thread.asks and thread.pk % 2:
            thread.accept(post, by=cast.chloe, now=now)
    answer(threads[0], by=cast.chloe)
    told = {thread.pk for thread in Thread.objects.waiting()}
    assert told == {thread.pk for thread in Thread.objects.all() if thread.waiting}


def test_nothing_but_new_words_moves_a_thread(ask, answer, cast, listed, now):
    first, second = ask(title="first", now=now), ask(title="second", now=now + HOUR)
    post = answer(first, now=now + 2 * HOUR)
    answer(second, now=now + 3 * HOUR)
    assert listed("recent") == ["second", "first"]
    first.accept(post, by=cast.chloe, now=now + 4 * HOUR)
    writing.edit(post, by=cast.bao, source="Better", now=now + 5 * HOUR)
    first.follow(cast.ada, now=now + 5 * HOUR)
    first.unaccept(by=cast.chloe, now=now + 6 * HOUR)
    first.find_unsolved(by=cast.chloe, now=now + 7 * HOUR)
    first.accept(post, by=cast.chloe, now=now + 8 * HOUR)
    assert listed("recent") == ["second", "first"]
    answer(first, now=now + 9 * HOUR)
    assert listed("recent") == ["first", "second"]


def test_solved_questions_are_in_the_order_of_their_last_words(ask, answer, cast, listed, now):
    for hours, title in enumerate(["a", "b", "c"]):
        thread = ask(title=title, now=now + hours * HOUR)
        post = answer(thread, now=now + hours * HOUR)
        thread.accept(post, by=cast.chloe, now=now + (9 - hours) * HOUR)
    assert listed("solved") == ["c", "b", "a"]


def test_for_me_is_what_i_wrote_in_follow_or_am_named_in(ask, answer, cast, listed, now):
    answer(ask(title="replied", now=now - 3 * HOUR), now=now)
    ask(title="followed", now=now - 2 * HOUR).follow(cast.bao, now=now)
    ask(title="named", source="Well, @Bao?", now=now - HOUR)
    ask(title="not mine")
    left = ask(title="left")
    answer(left)
    left.unfollow(cast.bao, now=now)
    assert listed("for-me") == ["replied", "named", "followed"]
    assert listed("for-me", "ada") == []


def test_deleted_threads_are_in_no_list(ask, answer, cast, listed, now):
    thread = ask(title="gone")
    thread.accept(answer(thread), by=cast.chloe, now=now)
    ask(title="gone too").follow(cast.bao, now=now)
    for post in [thread.posts.get(number=1), Thread.objects.last().posts.get()]:
        writing.delete(post, by=cast.chloe, now=now)
    assert [listed(need.slug) for need in lists.NEEDS] == [[], [], [], []]


def test_pages_follow_each_other_without_counting(ask, listed, cast, now):
    for n in range(45):
        ask(title=str(n), now=now + timedelta(minutes=n))
    assert listed("recent", number=1) == [str(n) for n in range(44, 24, -1)]
    assert listed("recent", number=3) == [str(n) for n in range(4, -1, -1)]
    last = lists.page_of(lists.BY_SLUG["recent"], cast.places["bao"], now=now, number=3)
    assert (last.has_previous(), last.has_next()) == (True, False)


def test_where_to_resume_is_said_and_never_how_much_is_unread(reader, cast, ask, answer, at, now):
    thread = ask(kind="discussion", title="Long talk")
    for _ in range(11):
        answer(thread)
    thread.note_reading(cast.ada, up_to=4, now=now)
    for _ in range(300):
        answer(thread)
    at(now + HOUR)
    page = reader(cast.ada).get("/c/distance/conversations/recent/").content.decode()
    assert "Resume at message 5" in page
    assert "unread" not in page
    assert f'href="/c/distance/conversations/{thread.pk}/#post-5"' in page
    thread.note_reading(cast.ada, up_to=200, now=now)
    page = reader(cast.ada).get("/c/distance/conversations/recent/").content.decode()
    assert f'href="/c/distance/conversations/{thread.pk}/?page=5#post-201"' in page


@pytest.mark.parametrize("need", [need.slug for need in lists.NEEDS])
def test_a_list_of_three_costs_as_many_queries_as_a_list_of_one(
    reader, cast, ask, answer, at, now, count_queries, need
):
    def one_more():
        thread = ask(source="Hello @Ada")
        if need != "waiting":
            thread.accept(answer(thread), by=cast.chloe, now=now)
        thread.note_reading(cast.ada, up_to=1, now=now)

    url, ada = f"/c/distance/conversations/{need}/", reader(cast.ada)
    one_more()
    with_one = count_queries(ada, url)
    one_more()
    one_more()
    assert count_queries(ada, url) == with_one
    assert with_one <= 8


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("need", [need.slug for need in lists.NEEDS])
def test_an_empty_list_helps(reader, cast, at, need, language):
    cast.ada.language = language
    cast.ada.save()
    page = reader(cast.ada).get(f"/c/distance/conversations/{need}/")
    assert page.headers["Content-Language"] == language
    assert "/c/distance/conversations/new/" in page.content.decode()


@pytest.mark.parametrize("query", ["?page=0", "?page=-3", "?page=x", "?page=²", "?page=9" + "9" * 30])
def test_a_strange_page_is_a_page(reader, cast, at, query):
    assert reader(cast.ada).get("/c/distance/conversations/recent/" + query).status_code == 200


def test_an_unknown_list_is_not_found(reader, cast):
    assert reader(cast.ada).get("/c/distance/conversations/popular/").status_code == 404


def test_an_lcm_sees_that_reports_wait(reader, cast, question, answer, at, now):
    from tisserand.conversations import reports

    url = "/c/distance/conversations/"
    assert "reported message" not in reader(cast.ada).get(url).content.decode()
    reports.report(answer(question), by=cast.chloe, reason="Rude", now=now)
    assert "reported message" in reader(cast.ada).get(url).content.decode()
    assert "reported message" not in reader(cast.bao).get(url).content.decode()
