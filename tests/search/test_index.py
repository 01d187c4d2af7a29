"""What is kept is what would be computed again; what changes is followed."""

from collections import Counter

import numpy
import pytest

from tisserand.conversations import writing
from tisserand.people.marks import Marks
from tisserand.search import embedding, facts, indexing, meaning, nearest
from tisserand.search.models import Document, Due, Meaning, Passage, Spelling, Term


def counted(community):
    return Counter(dict(Term.objects.filter(community=community).values_list("term", "passages")))


def follow():
    while indexing.follow_some():
        pass
    assert not Due.objects.exists()


@pytest.fixture
def life(write, cast, now):
    """Written, edited, renamed, removed, put back, accepted."""
    thread = write("Comment recadrer ?", "Sans blesser.", "Par le fait.", "Par le calme.")
    first, second, third = thread.posts.order_by("number")
    writing.edit(first, by=cast.chloe, source="Sans vexer.", title="Comment déléguer ?", now=now)
    writing.edit(second, by=cast.bao, source="Par les actes.", now=now)
    writing.delete(third, by=cast.bao, now=now)
    thread.refresh_from_db()
    thread.accept(second, by=cast.chloe, now=now)
    other = write("Des nouvelles", "Bonne nouvelle.", kind="discussion")
    writing.delete(other.posts.get(number=1), by=cast.chloe, now=now)
    follow()
    return thread


def test_what_is_kept_is_what_would_be_computed(life, community):
    assert counted(community) == facts.recounted(community)
    assert (
        facts.respelt(community).items()
        <= dict(Spelling.objects.filter(community=community).values_list("word", "term")).items()
    )
    said = set(Term.objects.filter(community=community).values_list("term", flat=True))
    assert set(Spelling.objects.values_list("term", flat=True)) == said
    Spelling.objects.exclude(word__in=facts.respelt(community)).delete()
    assert facts.rebuild(community) == 0


def test_changes_are_followed(life, search):
    assert search("vexer") == search("actes") == search("délégué") == ["Comment déléguer ?"]
    assert search("blesser") == search("recadrer") == search("calme") == []
    assert Document.objects.get(key=life.pk).solved is True


def test_an_index_that_was_lost_is_made_again(life, community, search):
    before = sorted(Passage.objects.values_list("part", "head", "body"))
    Document.objects.all().delete()
    Term.objects.all().delete()
    Spelling.objects.all().delete()
    Passage.objects.all().delete()
    assert search("vexer") == []
    assert facts.rebuild(community) > 0
    assert sorted(Passage.objects.values_list("part", "head", "body")) == before
    assert counted(community) == facts.recounted(community)
    assert search("vexer") == ["Comment déléguer ?"]
    assert facts.rebuild(community) == 0


def test_rows_that_speak_of_nothing_are_taken_out(life, community):
    Document.objects.create(community=community, source="thread", key=10**9, kind="question")
    passage = Passage.objects.first()
    passage.body = " autre chose"
    passage.save()
    assert facts.rebuild(community) > 0
    assert facts.rebuild(community) == 0
    assert not Document.objects.filter(key=10**9).exists()


def test_a_reply_costs_one_query_more(write, cast, now, django_assert_num_queries):
    thread = write("Navettes", "Bonjour.")
    with django_assert_num_queries(1):
        indexing.note("thread", thread.pk, 1)


def test_a_note_that_comes_meanwhile_stays(write, cast, now, monkeypatch):
    thread = write("Navettes", "Bonjour.")
    indexing.note("thread", thread.pk)
    read = indexing.make

    def make(*args):
        done = read(*args)
        indexing.note("thread", thread.pk)
        return done

    monkeypatch.setattr(indexing, "make", make)
    indexing._next()
    assert Due.objects.count() == 1


def test_a_name_leaves_the_index_with_its_person(write, cast, now, community):
    from tisserand.conversations import erasing

    write("Bonjour de Chloé Martin", "Je suis Chloé Martin, chloe@example.com.", "Bonjour @Chloé Martin.")
    assert Term.objects.filter(term="martin").exists()
    erasing.erase(cast.chloe, Marks.of(cast.chloe), now)
    for model, fields in ((Passage, ("head", "body")), (Term, ("term",)), (Spelling, ("word", "plain"))):
        for row in model.objects.all():
            assert not any(name in getattr(row, field) for field in fields for name in ("martin", "chlo"))


def test_a_question_is_read_again_when_it_is_said_otherwise_and_then_only(write, cast, now):
    thread = write("Navettes", "Bonjour.")
    meaning.learn_some()
    before = Meaning.objects.get()
    writing.reply(thread, by=cast.bao, source="Une réponse.", now=now)
    follow()
    assert Meaning.objects.get() == before
    assert not meaning.due().exists()
    writing.edit(thread.posts.get(number=1), by=cast.chloe, source="Bonsoir.", now=now)
    follow()
    assert (Meaning.objects.get().made_by, bytes(Meaning.objects.get().vector)) == ("", b"")
    meaning.learn_some()
    after = Meaning.objects.get()
    assert after.pk > before.pk
    assert bytes(after.vector) != bytes(before.vector)
    assert len(after.vector) == 2 * embedding.SIZE


def test_what_changes_while_it_is_read_stays_due(write, cast, now, monkeypatch):
    thread = write("Navettes", "Bonjour.")
    read = embedding.read

    def meanwhile(texts):
        writing.edit(thread.posts.get(number=1), by=cast.chloe, source="Bonsoir.", now=now)
        indexing.follow_some()
        return read(texts)

    monkeypatch.setattr(embedding, "read", meanwhile)
    meaning._learn()
    assert meaning.due().count() == Meaning.objects.count() == 1


def test_another_model_reads_all_again(write, monkeypatch):
    write("Navettes", "Bonjour.")
    meaning.learn_some()
    assert not meaning.due().exists()
    monkeypatch.setattr(embedding, "NAME", "another")
    assert meaning.due().count() == 1
    meaning.learn_some()
    assert Meaning.objects.get().made_by == "another"


def test_without_the_model_questions_wait_for_it(write, monkeypatch):
    monkeypatch.setattr(embedding, "here", lambda: False)
    write("Navettes", "Bonjour.")
    assert meaning.learn_some() is False
    assert meaning.due().count() == 1


def test_only_what_asks_has_a_meaning_and_it_goes_with_it(write, cast, now, community):
    write("Nos lectures", "Partageons-les.", kind="discussion")
    assert not Meaning.objects.exists()
    thread = write("Navettes", "Bonjour.")
    writing.delete(thread.posts.get(number=1), by=cast.chloe, now=now)
    follow()
    assert not Meaning.objects.exists()
    writing.restore(thread.posts.get(number=1), by=cast.chloe, now=now)
    follow()
    assert Meaning.objects.count() == 1
    Meaning.objects.all().delete()
    assert facts.rebuild(community) == 1
    assert Meaning.objects.count() == 1


def test_the_nearest_are_those_of_a_slow_comparison(write, community, monkeypatch):
    for title in ("Navettes du matin", "Le son du module", "Rituels", "Un chat noir", "Le son est coupé"):
        write(title, "…")
    meaning.learn_some()
    monkeypatch.setattr(nearest, "TOGETHER", 2)
    asked = embedding.read(["Pas de son"])[0]
    exact = {
        row.document_id: float(
            numpy.frombuffer(row.vector, "float16").astype("float32") @ asked.astype("float32")
        )
        for row in Meaning.objects.all()
    }
    found = nearest.nearest(asked, community.pk, 3)
    assert [document for document, _close in found] == sorted(exact, key=exact.get, reverse=True)[:3]
    write("Toujours pas de son", "…")
    meaning.learn_some()
    [(first, _close)] = nearest.nearest(asked, community.pk, 1)
    assert Document.objects.get(pk=first).key == Passage.objects.latest("pk").document.key


def test_as_much_is_kept_at_hand_as_is_allowed(write, community, monkeypatch):
    monkeypatch.setattr(nearest, "AT_MOST", 2)
    for number in range(4):
        write(f"Navette {number}", "…")
        meaning.learn_some()
        nearest.nearest(embedding.read(["x"])[0], community.pk, 5)
    assert len(nearest._kept[community.pk].documents) == 2
    newest = Meaning.objects.order_by("-pk").values_list("document", flat=True)[:2]
    assert set(nearest._kept[community.pk].documents.tolist()) == set(newest)


def test_two_indexers_do_the_work_of_one(write, cast, now, community, at_once, transactional_db):
    thread = write("Navettes", "Bonjour.")
    for number in range(5):
        writing.reply(thread, by=cast.bao, source=f"Réponse {number}", now=now)
    assert at_once(indexing.follow_some, indexing.follow_some) == [None, None]
    assert Passage.objects.count() == 6
    assert counted(community) == facts.recounted(community)
