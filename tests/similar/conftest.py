import pytest

from tisserand.conversations import writing
from tisserand.search import embedding, indexing, meaning

RECAST = "Comment recadrer sans blesser ?"
SOUND = "Je n’entends rien dans le module 2"
RITUAL = "Quel rituel pour commencer la semaine ?"


@pytest.fixture(scope="session", autouse=True)
def the_model_is_loaded():
    """Otherwise the first question that is asked is compared by words alone."""
    embedding.read(["Bonjour"])


@pytest.fixture
def community(community):
    community.language = "fr"
    community.save()
    return community


def read_all():
    while indexing.follow_some():
        pass
    while meaning.learn_some():
        pass


@pytest.fixture
def write(community, cast, now):
    """`write("title", "question", "reply", …)`: asked by Chloé, Bao replies; the worker has read it."""

    def write(title, *texts, kind="question", by=None, at=now, here=community):
        thread = writing.start(
            here, kind=kind, title=title, by=by or cast.chloe, source=texts[0] if texts else "…", now=at
        )
        for text in texts[1:]:
            writing.reply(thread, by=cast.bao, source=text, now=at)
        read_all()
        return thread

    return write


@pytest.fixture
def library(write, cast, now):
    recast = write(RECAST, "Un collègue arrive en retard à chaque réunion.", "Commencer par le fait.")
    recast.accept(recast.posts.get(number=2), by=cast.chloe, now=now)
    write(SOUND, "Le son manque.", kind="help")
    write(RITUAL, "Nous débutons le lundi.", "Un tour de table.", "Ou rien du tout.")
    write("Nos lectures", "Partageons-les.", kind="discussion")
    return recast


@pytest.fixture
def ask(as_person, cast):
    """What `who` is shown, in place, while they write this title and text."""

    def ask(title, text="", who="ada", **more):
        client = as_person(cast.people[who])
        posted = {"kind": "question", "title": title, "text": text, **more}
        return client.post("/c/distance/similar/", posted, headers={"HX-Request": "true"})

    return ask


@pytest.fixture
def titles(ask):
    def titles(*args, **more):
        return [one.thread.title for one in ask(*args, **more).context["found"]]

    return titles
