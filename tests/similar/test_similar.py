"""What is shown to somebody who is about to ask."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.conversations import writing
from tisserand.search import embedding
from tisserand.similar.models import FoundAnswer

from .conftest import RECAST, RITUAL, SOUND


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("Recadrer un collègue sans le blesser", RECAST),
        ("Comment dire à quelqu’un qu’il est toujours en retard ?", RECAST),  # other words
        ("How do I tell a colleague that he is always late?", RECAST),  # another language
        ("Je n'ai pas de son au module 2", SOUND),
        ("rituels du début de semaine", RITUAL),
        ("« Quel rituel » pour commencer", RITUAL),  # quotation marks ask for nothing here
    ],
)
def test_a_question_asked_before_is_shown_first(library, titles, title, first):
    assert titles(title)[:1] == [first]


def test_without_the_model_words_alone_find(library, titles, monkeypatch):
    monkeypatch.setattr(embedding, "here", lambda: False)
    monkeypatch.setattr(embedding, "at_hand", lambda: False)
    assert titles("Recadrer un collègue sans le blesser") == [RECAST]
    assert titles("How do I tell a colleague that he is always late?") == []


def test_the_answer_itself_is_shown(library, ask):
    page = ask("Recadrer sans blesser")
    [found] = [one for one in page.context["found"] if one.thread.title == RECAST]
    assert (found.accepted, found.answer.text) == (True, "Commencer par le fait.")
    assert "<p>Commencer par le fait.</p>" in page.text


def test_the_first_answer_stands_where_none_was_accepted(library, ask):
    [found] = [one for one in ask(RITUAL).context["found"] if one.thread.title == RITUAL]
    assert (found.accepted, found.answer.text) == (False, "Un tour de table.")


def test_who_asked_answers_nobody(write, cast, ask, now):
    thread = write("Quel tableau blanc ?", "Lequel choisir ?")
    writing.reply(thread, by=cast.chloe, source="Je relance.", now=now)
    [found] = ask("Quel tableau blanc choisir ?").context["found"]
    assert found.answer is None


def test_the_text_counts_too_and_the_title_may_be_short(library, titles):
    assert titles("Une question", "Comment recadrer quelqu’un sans le blesser ?")[:1] == [RECAST]
    assert titles("Aide", "<div>Je n’entends <b>rien</b></div>", format="html")[:1] == [SOUND]


@pytest.mark.parametrize(
    ("title", "text", "more"),
    [
        ("", "", {}),
        ("Quoi", "", {}),
        (RECAST, "", {"kind": "discussion"}),
        ("zygomatique " * 9, "", {}),
    ],
)
def test_nothing_is_shown_where_nothing_helps(library, titles, title, text, more):
    assert RECAST not in titles(title, text, **more)


@pytest.mark.parametrize("text", ["x" * 1_000_000, "<div>" * 9_000, "\x00\u202e" * 50, "@" * 10_000, "«»\"'"])
def test_what_is_hostile_is_only_read(library, ask, text):
    page = ask("<script>alert(1)</script>" + text[:500], text, format="html")
    assert page.status_code == 200
    assert "<script" not in page.text


def test_a_withdrawn_question_is_shown_to_nobody(library, cast, titles, now):
    writing.delete(library.posts.get(number=1), by=cast.chloe, now=now)
    for who in ("ada", "bao", "chloe"):
        assert RECAST not in titles("Recadrer sans blesser", who=who)


def test_a_removed_answer_is_not_shown(library, cast, ask, now):
    writing.delete(library.posts.get(number=2), by=cast.bao, now=now)
    [found] = [one for one in ask("Recadrer sans blesser").context["found"] if one.thread.title == RECAST]
    assert found.answer is None


def test_another_community_is_another_world(library, community, cast, titles, write, now):
    from tisserand.communities.models import Community

    other = Community.objects.create(
        organisation=community.organisation, name="Tissage", slug="tissage", language="fr"
    )
    other.admit(cast.ada, "lcm", by=None, now=now)
    write("Tisser une navette bleue", "Ailleurs.", by=cast.ada, here=other)
    assert "Tisser une navette bleue" not in titles("Tisser une navette bleue")


def test_as_many_queries_for_three_as_for_one(write, ask, cast):
    def count():
        with CaptureQueriesContext(connection) as queries:
            ask("Le planning partagé de l’équipe")
        return len(queries)

    write("Le planning partagé", "Voilà.", "Réponse.", "Autre réponse.")
    count()
    one = count()
    write("Un planning partagé", "Voilà.", "Réponse.", by=cast.ada)
    write("Notre planning partagé", "Le planning.", "Le planning.")
    count()
    assert count() == one <= 25
    assert len(ask("Le planning partagé de l’équipe").context["found"]) == 3


# Without script


def test_a_press_shows_them_and_the_draft_comes_back_unjudged(library, as_person, cast):
    draft = {"kind": "question", "title": "Recadrer sans blesser", "text": "", "form_token": "a-token"}
    page = as_person(cast.ada).post("/c/distance/similar/", draft)
    form = page.context["form"]
    assert page.status_code == 200
    assert not form.is_bound
    assert [form[name].value() for name in draft] == list(draft.values())
    assert "Commencer par le fait." in page.text
    assert 'action="/c/distance/conversations/new/"' in page.text


def test_the_page_where_one_asks_offers_to_look(library, as_person, cast):
    page = as_person(cast.ada).get("/c/distance/conversations/new/")
    assert 'formaction="/c/distance/similar/"' in page.text
    assert "Commencer par le fait." not in page.text


def test_this_answers_me_and_the_draft_can_be_sent_all_the_same(library, as_person, cast):
    client = as_person(cast.ada)
    draft = {"kind": "question", "title": "Recadrer sans blesser", "text": "Vraiment ?", "form_token": "t"}
    page = client.post(f"/c/distance/similar/{library.pk}/answer/", draft)
    assert page.context["form"]["text"].value() == "Vraiment ?"
    assert f'formaction="/c/distance/similar/{library.pk}/answer/undo/"' in page.text
    assert client.post("/c/distance/conversations/new/", draft).status_code == 302
    assert FoundAnswer.objects.filter(person=cast.ada).count() == 1


def test_without_script_one_is_told_to_choose_the_files_again(library, as_person, cast):
    draft = {"kind": "question", "title": "Recadrer sans blesser", "text": "Bref."}
    client = as_person(cast.ada)
    again = "Choose your files again"
    assert again not in client.post("/c/distance/similar/", draft).text
    file = SimpleUploadedFile("plan.pdf", b"%PDF-1.4")
    assert again in client.post("/c/distance/similar/", draft | {"files": file}).text
