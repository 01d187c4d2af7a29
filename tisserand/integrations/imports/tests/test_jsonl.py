"""Posts in JSON Lines become conversations."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tisserand.conversations.models import Thread

from .conftest import threads


def post(key, **more):
    return {
        "id": key,
        "created_at": "2026-06-01T10:00:00Z",
        "body": "Hello",
        "author": {"id": "7", "name": "Zoé Roy"},
    } | more


@pytest.fixture
def lines(tmp_path):
    def make(*posts):
        path = tmp_path / "posts.jsonl"
        path.write_text("\n".join(p if isinstance(p, str) else json.dumps(p) for p in posts))
        return path

    return make


def test_json_lines_make_threads_with_an_accepted_answer(bring_forum, lines, community):
    question = post("q1", title="How?", kind="question")
    answer = post(
        "a1",
        reply_to="q1",
        author={"name": "Li Wei"},
        accepted=True,
        body="<p>So<script>x</script></p>",
        format="html",
    )
    path = lines(
        answer | {"created_at": "2026-06-02T10:00:00Z"}, question, post("q2", title="News", kind="discussion")
    )
    report = bring_forum(path)
    assert threads() == {"How?": ["Zoé Roy", "Li Wei"], "News": ["Zoé Roy"]}
    thread = Thread.objects.get(title="How?")
    assert (thread.solved, thread.acceptance.post.html, report.accepted) == (True, "<p>So</p>", 1)
    assert thread.acceptance.accepted_at == datetime(2026, 6, 2, 10, tzinfo=UTC)
    assert (bring_forum(path).posts, bring_forum(path).accepted) == (0, 0)


def test_an_answer_accepted_later_is_accepted_later(bring_forum, lines, now):
    answer = post("a1", reply_to="q1", author="Li Wei", accepted=True, accepted_at="2026-07-01T00:00:00Z")
    path = lines(post("q1", title="How?", kind="question"), answer)
    bring_forum(path, until=now - timedelta(days=170))
    assert not Thread.objects.get().solved
    bring_forum(path)
    assert Thread.objects.get().solved


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "Line 1: the line is not well-formed JSON: look at character 2."),
        ("[1]", "Line 1: the line is JSON, but not an object in braces."),
        (post("a", created_at=None), "Line 1: “created_at” is missing."),
        (post("a"), "Line 1: “title” is missing."),
        (post("a", title="t", created_at="June"), "Line 1: “June” is not accepted for “created_at”."),
        (post("a", title="t", created_at="2126-01-01"), "Line 1: “2126-01-01” has not happened yet."),
        (post("a", title="t", kind="rant"), "Line 1: “rant” is not accepted for “kind”."),
        (post("a", title="t", author={}), "Line 1: “author” is missing."),
        (post("a", title="t", author=["x"]), "Line 1: “['x']” is not accepted for “author”."),
        (post("a", title="t", author={"nick": "z"}), "Line 1: “author.name” is missing."),
        (post("a", title={"x": 1}), "Line 1: “{'x': 1}” is not accepted for “title”."),
        (post("a", title="t", accepted="yes"), "Line 1: “yes” is not accepted for “accepted”."),
        (
            post("a", reply_to="nowhere"),
            "Line 1: it replies to “nowhere”, which is nowhere in this file nor here.",
        ),
        (post("a", title="t", body="x" * 60_000), "Line 1: the post “t” is too long"),
        ("[" * 100_000, "Line 1: the line is not well-formed JSON"),
    ],
)
def test_a_bad_post_is_told_and_the_others_are_loaded(bring_forum, lines, line, said):
    line = line if isinstance(line, str) else json.dumps(line)
    path = lines(line, post("ok", title="Fine"))
    if not line.startswith("{"):
        path.write_text(json.dumps(post("ok", title="Fine")) + "\n" + line)
        said = said.replace("Line 1", "Line 2")
    report = bring_forum(path)
    assert said in report.problems[0].text
    assert list(threads()) == ["Fine"]
