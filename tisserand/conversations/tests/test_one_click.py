"""What one click says about a conversation: each link its own thing, for its own person."""

from datetime import timedelta

import pytest

from tisserand.conversations import writing
from tisserand.conversations.models import Acceptance, Post, Thread, Unsolved
from tisserand.mail import answering

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def present(now):
    """A day after the question."""
    import time_machine

    with time_machine.travel(now + DAY, tick=False):
        yield now + DAY


@pytest.fixture
def path(present):
    def make(answer, person, pk):
        return answering.link(answer, person, pk, now=present).removeprefix("http://127.0.0.1:8000")

    return make


@pytest.fixture
def verbs(community, cast):
    def read(person=cast.chloe):
        return list(community.events.by(person).exclude(verb="visited").values_list("verb", flat=True))

    return read


def test_solved(client, cast, question, answer, path, verbs, present):
    post = answer(question, "Begin with a **fact**.")
    link = path("solved", cast.chloe, post.pk)
    page = client.get(link).text
    assert "Does this answer by Bao Tran solve your question “How to begin?”?" in page
    assert "Begin with a fact." in page
    client.post(link)
    kept = Acceptance.objects.get()
    assert (kept.post, kept.accepted_by, kept.accepted_at) == (post, cast.chloe, present)
    client.post(link)
    assert verbs() == ["asked", "accepted"]
    assert "is solved" in client.get(link).text
    client.post(link, {"undo": ""})
    assert not Acceptance.objects.exists()
    assert verbs() == ["asked", "accepted", "unaccepted"]


def test_of_two_answers_the_last_chosen_is_the_one(client, cast, question, answer, path):
    first, second = answer(question), answer(question, "Or with a question.")
    for post in (first, second):
        client.post(path("solved", cast.chloe, post.pk))
        assert Acceptance.objects.get().post == post


def test_unclear_with_or_without_words(client, cast, question, answer, path, verbs):
    link = path("unclear", cast.chloe, answer(question).pk)
    client.post(link, {"missing": "  "})
    assert (Unsolved.objects.get().said_by, question.posts.count()) == (cast.chloe, 2)
    client.post(link, {"undo": ""})
    assert (Unsolved.objects.exists(), verbs()) == (False, ["asked", "found-unsolved", "took-back"])
    client.post(link, {"missing": "And if he shouts?"})
    client.post(link, {"missing": "And if he shouts?"})
    last = question.posts.last()
    assert (last.text, last.author, question.posts.count()) == ("And if he shouts?", cast.chloe, 3)
    assert Thread.objects.waiting().get() == question


def test_unclear_takes_an_acceptance_back_and_undoing_gives_it_again(
    client, cast, question, answer, path, now
):
    post = answer(question)
    question.accept(post, by=cast.chloe, now=now)
    link = path("unclear", cast.chloe, post.pk)
    client.post(link)
    assert not Acceptance.objects.exists()
    client.post(link, {"undo": ""})
    assert (Acceptance.objects.get().post, Unsolved.objects.exists()) == (post, False)


def test_what_was_taken_back_stays_so_when_a_reply_is_removed(client, cast, question, answer, path, now):
    """The facts are told again from the journal: it knows that « not clear » was taken back."""
    post = answer(question)
    link = path("unclear", cast.chloe, post.pk)
    client.post(link)
    client.post(link, {"undo": ""})
    later = answer(question, "More.", now=now + 2 * DAY)
    writing.delete(later, by=cast.bao, now=now + 2 * DAY)
    assert not Unsolved.objects.exists()


def test_an_answer_that_came_since_leaves_nothing_to_undo(client, cast, question, answer, path, now):
    link = path("unclear", cast.chloe, answer(question).pk)
    client.post(link)
    answer(question, "Like this.", now=now + 2 * DAY)
    assert client.post(link, {"undo": ""}).status_code == 302
    assert "Is it still not clear" in client.get(link).text


def test_take_back_what_one_wrote(client, cast, question, answer, path):
    link = path("take-back", cast.bao, answer(question).pk)
    client.post(link)
    assert question.posts.standing().count() == 1
    client.post(link, {"undo": ""})
    assert question.posts.standing().count() == 2
    client.post(path("take-back", cast.chloe, question.posts.get(number=1).pk))
    assert not Thread.objects.visible().exists()


# Whose link, about which post, and whether it may say something.
DOORS = [
    ("solved", "chloe", 2, True),
    ("solved", "bao", 2, False),
    ("solved", "ada", 2, False),
    ("solved", "dov", 2, False),
    ("solved", "chloe", 1, False),
    ("unclear", "chloe", 2, True),
    ("unclear", "ada", 2, False),
    ("unclear", "dov", 2, False),
    ("take-back", "bao", 2, True),
    ("take-back", "chloe", 1, True),
    ("take-back", "ada", 2, False),
    ("take-back", "chloe", 2, False),
    ("take-back", "dov", 2, False),
]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: "-".join(map(str, door[:3])))
def test_each_link_is_for_its_own_person(client, cast, question, answer, path, door):
    name, who, number, may = door
    answer(question)
    link = path(name, cast.people[who], question.posts.get(number=number).pk)
    before = list(question.community.events.values_list("pk", flat=True))
    assert client.get(link).status_code == (200 if may else 410)
    assert client.post(link).status_code == (302 if may else 410)
    assert (list(question.community.events.values_list("pk", flat=True)) == before) is not may


@pytest.mark.parametrize("name", ["solved", "unclear", "take-back"])
def test_who_has_left_says_nothing(client, cast, question, answer, path, now, name):
    post = answer(question)
    whose = post if name != "take-back" else question.posts.get(number=1)
    cast.places["chloe"].leave(by=cast.ada, now=now)
    assert client.post(path(name, cast.chloe, whose.pk)).status_code == 410
    assert (Acceptance.objects.exists(), Unsolved.objects.exists()) == (False, False)
    assert Post.objects.standing().count() == 2


@pytest.mark.parametrize("name", ["solved", "unclear"])
def test_what_was_removed_is_not_answered(client, cast, question, answer, path, now, name):
    post = answer(question)
    writing.delete(post, by=cast.bao, now=now)
    assert client.post(path(name, cast.chloe, post.pk)).status_code == 410
    writing.restore(post, by=cast.bao, now=now)
    writing.delete(question.posts.get(number=1), by=cast.chloe, now=now)
    assert client.post(path(name, cast.chloe, post.pk)).status_code == 410


def test_what_was_moderated_is_not_put_back(client, cast, question, answer, path, now):
    post = answer(question)
    writing.delete(post, by=cast.ada, now=now, reason="Rude")
    assert client.post(path("take-back", cast.bao, post.pk), {"undo": ""}).status_code == 410
    assert question.posts.standing().count() == 1


def test_a_discussion_is_not_solved(client, cast, ask, answer, path):
    post = answer(ask(kind="discussion"))
    assert client.get(path("solved", cast.chloe, post.pk)).status_code == 410


def test_the_past_keeps_its_clock(client, community, cast, question, answer, path, present):
    post = answer(question)
    community.set_back = timedelta(days=365)
    community.save()
    client.post(path("solved", cast.chloe, post.pk))
    assert Acceptance.objects.get().accepted_at == present - timedelta(days=365)


@pytest.mark.parametrize("name", ["solved", "unclear", "take-back"])
def test_each_page_in_french(client, cast, question, answer, path, name):
    post = answer(question)
    cast.chloe.language = "fr"
    cast.chloe.save()
    about = post if name != "take-back" else question.posts.get(number=1)
    link = path(name, cast.chloe, about.pk)
    for page in (client.get(link).text, client.get(client.post(link).url).text):
        assert '<html lang="fr"' in page
        assert "“" not in page


def test_hostile_words_stay_words(client, cast, ask, answer, path):
    thread = ask(title="<b>x</b> %(name)s {{ x }}")
    post = answer(thread, "<script>alert(1)</script>")
    page = client.get(path("solved", cast.chloe, post.pk)).text
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page
