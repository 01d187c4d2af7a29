import re
from datetime import timedelta

import pytest

from tisserand.conversations import writing
from tisserand.conversations.models import Post, Reading, Thread

HOUR = timedelta(hours=1)


def url(thread, query=""):
    return f"/c/distance/conversations/{thread.pk}/{query}"


def numbers(page):
    """The posts of a page, in the order they stand there."""
    return [int(number) for number in re.findall(r'<article[^>]* id="post-(\d+)"', page.content.decode())]


@pytest.fixture
def talk(ask, answer, now):
    """A question and a hundred and nineteen replies."""
    thread = ask()
    posts = [
        Post(thread=thread, number=n, author=None, source="s", html="<p>s</p>", text="s", created_at=now)
        for n in range(2, 121)
    ]
    Post.objects.bulk_create(posts)
    Thread.objects.filter(pk=thread.pk).update(last_number=120, reply_count=119, first_reply_at=now)
    thread.refresh_from_db()
    return thread


def test_the_accepted_answer_stands_right_under_the_question(reader, cast, question, answer, at, now):
    answer(question, by=cast.ada)
    good = answer(question)
    answer(question, by=cast.ada)
    question.accept(good, by=cast.chloe, now=now)
    page = reader(cast.bao).get(url(question))
    assert numbers(page) == [1, 3, 2, 4]
    assert "The answer that helped Chloé" in page.content.decode()


def test_an_answer_accepted_on_a_far_page_still_stands_under_the_question(reader, cast, talk, at, now):
    talk.accept(talk.posts.get(number=110), by=cast.chloe, now=now)
    assert numbers(reader(cast.bao).get(url(talk)))[:3] == [1, 110, 2]
    assert numbers(reader(cast.bao).get(url(talk, "?page=3"))) == list(range(101, 121))


def test_long_threads_have_pages_and_the_reply_box_is_at_the_end(reader, cast, talk, at):
    first, last = reader(cast.bao).get(url(talk)), reader(cast.bao).get(url(talk, "?page=3"))
    assert (numbers(first), numbers(last)) == (list(range(1, 51)), list(range(101, 121)))
    assert 'id="reply"' not in first.content.decode()
    assert 'id="reply"' in last.content.decode()
    assert numbers(reader(cast.bao).get(url(talk, "?page=99"))) == list(range(101, 121))


def test_what_is_new_is_marked_once_and_reading_is_noted(reader, cast, talk, at, answer):
    bao = reader(cast.bao)
    assert "New since" not in bao.get(url(talk)).content.decode()
    assert Reading.objects.get(person=cast.bao).last_number == 50
    page = bao.get(url(talk, "?page=2")).content.decode()
    assert page.count("New since your last visit") == 1
    assert page.index("New since") < page.index('id="post-51"')
    assert "New since" not in bao.get(url(talk, "?page=2")).content.decode()


def test_one_is_led_back_to_where_one_was(reader, cast, talk, at, now):
    talk.note_reading(cast.bao, up_to=77, now=now)
    page = reader(cast.bao).get(url(talk)).content.decode()
    assert "Resume at message 78" in page
    assert f'href="{url(talk)}?page=2#post-78"' in page


@pytest.mark.parametrize("name", ["ada", "chloe"])
def test_a_thread_of_three_posts_costs_as_many_queries_as_one(
    reader, cast, question, answer, at, now, count_queries, name
):
    page, client = url(question), reader(cast.people[name])
    with_one = count_queries(client, page)
    quoted = answer(question)
    answer(question, "Yes @Ada", by=cast.ada, quotes=quoted)
    assert count_queries(client, page) == with_one
    answer(question, quotes=quoted)
    for _ in range(5):
        answer(question, quotes=quoted)
    assert count_queries(client, page) == with_one


def test_a_page_of_fifty_posts_is_few_queries(reader, cast, talk, at, count_queries):
    assert count_queries(reader(cast.bao), url(talk)) <= 6


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("chloe", {"This answers my question": 2, "It is not clear yet": 1}),
        ("bao", {"This answers my question": 0, "It is not clear yet": 0}),
        ("ada", {"This answers my question": 0, "It is not clear yet": 0}),
    ],
)
def test_only_the_asker_is_asked_whether_it_helped(reader, cast, question, answer, at, name, seen):
    answer(question)
    answer(question, by=cast.ada)
    page = reader(cast.people[name]).get(url(question)).content.decode()
    assert {words: page.count(words) for words in seen} == seen


@pytest.mark.parametrize(
    ("name", "acts"),
    [("ada", {"report", "delete"}), ("bao", {"edit", "delete"}), ("chloe", {"report"})],
)
def test_each_finds_the_acts_they_have_on_a_reply(reader, cast, question, answer, at, name, acts):
    post = answer(question)
    page = reader(cast.people[name]).get(url(question)).content.decode()
    assert set(re.findall(rf'href="[^"]*/posts/{post.pk}/(\w+)/', page)) == acts


def test_the_state_is_said_in_words(reader, cast, question, answer, at, now):
    def state(name="bao"):
        page = reader(cast.people[name]).get(url(question)).content.decode()
        return re.search(r'<span class="chip [^"]*">([^<]*)</span>', page)[1]

    assert state() == "waiting, answer promised before 2\N{NO-BREAK SPACE}pm"
    at(now + timedelta(days=20))
    assert state().startswith("waiting, asked ")
    at(now)
    post = answer(question)
    assert state() == "answered"
    question.find_unsolved(by=cast.chloe, now=now)
    assert state() == "answered, but not clear yet to Chloé"
    assert state("chloe") == "answered, but you said it is not clear yet"
    question.accept(post, by=cast.chloe, now=now)
    assert state() == "solved"


def test_a_deleted_post_leaves_a_line_and_no_word_of_it(reader, cast, question, answer, at, now):
    own, moderated = answer(question, "Very private"), answer(question, "Very rude")
    writing.delete(own, by=cast.bao, now=now)
    writing.delete(moderated, by=cast.ada, now=now, reason="Be kind")
    seen = {
        name: reader(cast.people[name]).get(url(question)).content.decode()
        for name in ("chloe", "bao", "ada")
    }
    for page in seen.values():
        assert "Very" not in page
        assert "Message removed by its author, Tuesday 24 November." in page
        assert "Message removed by those who run this community, Tuesday 24 November." in page
    told = {name: "Be kind" in page for name, page in seen.items()}
    assert told == {"chloe": False, "bao": True, "ada": True}
    back = {name: page.count("/restore/") for name, page in seen.items()}
    assert back == {"chloe": 0, "bao": 1, "ada": 1}


def test_a_quotation_of_a_deleted_post_says_no_more_than_that(reader, cast, question, answer, at, now):
    post = answer(question, "Very private")
    answer(question, "I agree", by=cast.ada, quotes=post)
    assert "Very private" in reader(cast.ada).get(url(question)).content.decode()
    writing.delete(post, by=cast.bao, now=now)
    page = reader(cast.ada).get(url(question)).content.decode()
    assert "Very private" not in page
    assert "This message has been removed." in page


def test_quoting_works_without_a_script(reader, cast, question, answer, at):
    post, ada = answer(question), reader(cast.ada)
    page = ada.get(url(question, f"?quote={post.pk}")).content.decode()
    assert f'name="quotes" value="{post.pk}"' in page
    ada.post(url(question) + "replies/", {"text": "Yes", "quotes": post.pk})
    assert question.posts.get(number=3).quotes == post


@pytest.mark.parametrize("quote", ["x", "0", "²", "9" * 40, "-1", "other", "deleted"])
def test_one_quotes_only_a_standing_post_of_this_thread(reader, cast, ask, question, answer, at, now, quote):
    if quote == "other":
        quote = str(ask().posts.get().pk)
    if quote == "deleted":
        post = answer(question)
        quote = str(writing.delete(post, by=cast.bao, now=now).pk)
    assert (
        'name="quotes" value' not in reader(cast.ada).get(url(question, f"?quote={quote}")).content.decode()
    )


def test_a_withdrawn_thread_can_be_read_but_not_answered_by_those_concerned(
    reader, cast, question, answer, at, now
):
    answer(question)
    writing.delete(question.posts.get(number=1), by=cast.chloe, now=now)
    page = reader(cast.bao).get(url(question)).content.decode()
    assert "withdrawn" in page
    assert 'id="reply"' not in page
    refused = reader(cast.bao).post(url(question) + "replies/", {"text": "Late"})
    assert refused.status_code == 422
    assert question.posts.count() == 2


def test_a_help_request_brings_what_it_was_seen_with(reader, cast, at):
    phone = (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) "
        "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1"
    )
    chloe = reader(cast.chloe)
    new = "/c/distance/conversations/new/"
    shown = chloe.get(new + "?kind=help&from=/c/distance/programmes/", headers={"User-Agent": phone})
    assert "Safari 17 · iPhone" in shown.content.decode()
    for kind in ("help", "question"):
        chloe.post(
            new,
            {"kind": kind, "title": "Blank", "text": "Page", "page": "/c/distance/programmes/"},
            headers={"User-Agent": phone},
        )
    found = list(Thread.objects.order_by("pk").values_list("kind", "context"))
    assert found == [
        ("help", {"browser": "Safari 17 · iPhone", "page": "/c/distance/programmes/"}),
        ("question", {}),
    ]
    pages = {
        name: reader(cast.people[name]).get(url(Thread.objects.first())).content.decode()
        for name in ("ada", "bao")
    }
    assert {name: "iPhone" in page for name, page in pages.items()} == {"ada": True, "bao": False}


@pytest.mark.parametrize(
    "page", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "x" * 5000]
)
def test_the_page_it_came_from_is_one_of_ours(reader, cast, at, page):
    reader(cast.chloe).post(
        "/c/distance/conversations/new/", {"kind": "help", "title": "Blank", "text": "Page", "page": page}
    )
    assert "page" not in Thread.objects.get().context


def test_the_promise_is_shown_before_one_asks(reader, cast, at):
    page = reader(cast.chloe).get("/c/distance/conversations/new/").content.decode()
    assert "Answer promised before 2\N{NO-BREAK SPACE}pm" in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_speaks_both_languages(reader, cast, question, answer, at, now, language, settings):
    post = answer(question)
    writing.edit(post, by=cast.bao, source="Better", now=now)
    for person in cast.people.values():
        person.language = language
        person.save()
    base = "/c/distance/conversations/"
    pages = [
        "",
        "new/",
        "reports/",
        f"{question.pk}/",
        f"posts/{post.pk}/history/",
        f"posts/{post.pk}/report/",
    ]
    for path in pages:
        page = reader(cast.ada).get(base + path)
        assert (page.status_code, page.headers["Content-Language"]) == (200, language)
    for path in (f"posts/{post.pk}/edit/", f"posts/{post.pk}/delete/"):
        assert reader(cast.bao).get(base + path).status_code == 200


def test_two_people_of_one_name_the_writer_is_told(reader, cast, question, at, make_person, join):
    for family in ("Keita", "Diallo"):
        join(make_person("Amina", family, email=f"{family}@example.com"))
    page = reader(cast.bao).post(url(question) + "replies/", {"text": "Ask @Amina"}, follow=True)
    assert "Several people here are called Amina" in page.content.decode()


def test_a_double_click_posts_once(reader, cast, question, at):
    bao = reader(cast.bao)
    page = bao.get(url(question)).content.decode()
    token = re.search(r'name="form_token" value="([^"]+)"', page)[1]
    first = bao.post(url(question) + "replies/", {"text": "Once", "form_token": token})
    again = bao.post(url(question) + "replies/", {"text": "Once", "form_token": token})
    assert first.url == again.url
    assert question.posts.count() == 2


def test_what_was_written_is_still_there_after_a_refusal(reader, cast, question, at):
    page = reader(cast.bao).post(url(question) + "replies/", {"text": "y" * 60_000, "format": "html"})
    text = page.content.decode()
    assert (page.status_code, "too long" in text, "y" * 60_000 in text, 'data-format="html"' in text) == (
        422,
        True,
        True,
        True,
    )
    assert '<input type="hidden" name="format" value="html">' in text
