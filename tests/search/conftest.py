import pytest

from tisserand.conversations import writing
from tisserand.search import indexing


@pytest.fixture
def community(community):
    community.language = "fr"
    community.save()
    return community


@pytest.fixture
def write(community, cast, now):
    """`write("title", "question", "reply", …)`: a thread by Chloé, Bao replies; the index follows."""

    def write(title, *texts, kind="question", by=None, at=now, here=community):
        thread = writing.start(
            here, kind=kind, title=title, by=by or cast.chloe, source=texts[0] if texts else "…", now=at
        )
        for text in texts[1:]:
            writing.reply(thread, by=cast.bao, source=text, now=at)
        while indexing.follow_some():
            pass
        return thread

    return write


@pytest.fixture
def search(cast, as_person):
    """`search("words", kind="question")`: the titles found by Chloé, in order."""

    def search(words, who="chloe", **narrowed):
        page = as_person(cast.people[who]).get("/c/distance/search/", {"q": words, **narrowed})
        assert page.status_code == 200
        return [str(found.thing["thread"].title) for found in page.context["results"].page]

    return search
