import pytest

from tisserand.conversations import writing


@pytest.fixture
def question(community, cast, now):
    return writing.start(
        community, kind="question", title="How?", by=cast.chloe, source="Hello **x**", now=now
    )


def test_pages(as_person, community, cast, now, question):
    writing.reply(question, by=cast.bao, source="So", now=now)
    c = as_person(cast.ada)
    base = "/c/distance/conversations/"
    for p in ["", "for-me/", "recent/", "solved/", "new/", "reports/", f"{question.pk}/"]:
        assert c.get(base + p).status_code == 200, p
