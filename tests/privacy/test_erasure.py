"""Somebody is erased: nothing names them any more, and their conversations can still be read."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tisserand.attention import exchanges
from tisserand.attention.day import day
from tisserand.communities import facts
from tisserand.communities.models import Community
from tisserand.conversations.models import NameLeft, Post
from tisserand.messages.models import File, Handed
from tisserand.people import held
from tisserand.privacy import erasing
from tisserand.privacy.models import Erasure
from tisserand.search import meaning
from tisserand.search.models import Passage, Spelling, Term
from tisserand.similar import duplicates

from . import letters, lives
from .grep import everywhere


def task_table():
    """Its name is read from the model: its prefix belongs to its library."""
    return DBTaskResult._meta.db_table


WORDS = [
    "Zélie",
    "Quatremère",
    lives.EMAIL,
    lives.OLD_EMAIL,
    lives.PHONE,
    "0612345678",
    "612345678",
    lives.STAFF_NUMBER,
]


@pytest.fixture
def erased(life, now):
    letters.keep_for([life.person, life.friend], now)
    erasure = erasing.ask(life.person, by=life.person, now=now - timedelta(days=7))
    assert erasing.carry_out_due(now) == 1
    erasure.refresh_from_db()
    return erasure


def test_the_search_finds_her_everywhere_before(life, now):
    """What is not found before proves nothing when it is not found after."""
    letters.keep_for([life.person, life.friend], now)
    found = {place.partition("#")[0].partition(": ")[0] for place in everywhere(WORDS)}
    tables = {place for place in found if "/" not in place and " " not in place}
    assert tables >= {
        "people_person",
        "mail_envelope",
        "mail_letter",
        "mail_arrival",
        "communities_invitation",
        "communities_callrequest",
        "conversations_thread",
        "conversations_post",
        "conversations_revision",
        "conversations_report",
        "conversations_attachment",
        "private_messages_message",
        "private_messages_file",
        "private_messages_report",
        "private_messages_handed",
        "resources_version",
        "resources_quotation",
        "resources_sheet",
        "attention_outreach",
        "attention_decision",
        "debates_stance",
        "debates_position",
        "debates_poll",
        "debates_option",
        "imports_load",
        "imports_externalid",
        "imports_loadedperson",
        task_table(),
    }
    assert any(place.startswith("session") for place in found)
    assert sum("/attachments/" in place for place in found) == 2
    assert sum("/private/" in place for place in found) == 1
    assert sum("/loads/" in place for place in found) == 2
    assert sum("/exports/" in place for place in found) == 1


def test_no_row_and_no_file_names_her(life, erased, now):
    listed = {(left.post_id, left.in_title) for left in NameLeft.objects.all()}
    assert listed == {(life.free.pk, False), (life.free_title.posts.get().pk, True)}
    words = [f"conversations_post#{life.free.pk}.", f"conversations_thread#{life.free_title.pk}.title"]
    others = [place for place in everywhere(WORDS) if not place.startswith((*words, *_index_of(listed)))]
    assert others == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reclaims what is dead by itself")
@pytest.mark.django_db(transaction=True)
def test_nor_does_a_byte_of_the_database_file_or_its_log(life, now):
    name = connection.settings_dict["NAME"]

    def lie_in(*files):
        words = [lives.EMAIL, lives.OLD_EMAIL, lives.STAFF_NUMBER, "612345678", "CV Zélie", "QUATREMÈRE"]
        words.append("orvan")  # what the index of the search leaves whole of her address
        found = b"".join(Path(f"{name}{file}").read_bytes() for file in files)
        return [word for word in words if word.encode() in found]

    assert len(lie_in("", "-wal")) == 7
    erasing.ask(life.person, by=life.person, now=now - timedelta(days=7))
    assert erasing.carry_out_due(now) == 1
    assert lie_in("", "-wal") == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL makes its index of the rows themselves")
def test_the_index_of_sqlite_knows_the_words_of_the_messages_and_no_other(erased):
    """Its pages cut words in pieces, where nothing is found by looking for them."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, search_words, 'row')")
        known = dict(cursor.execute("SELECT term, doc FROM temp.terms").fetchall())
        cursor.execute("DROP TABLE temp.terms")
    assert known == {f"{one.community_id}x{one.term}": one.passages for one in Term.objects.all()}


def _index_of(listed):
    """Where the index of the search says what these messages say."""
    passages = Passage.objects.filter(part__in=[post for post, _in_title in listed])
    threads = Passage.objects.filter(document__in=passages.values("document"))
    terms = {term for one in threads for term in f"{one.head}{one.body}".split()}
    rows = [*threads, *Term.objects.filter(term__in=terms), *Spelling.objects.filter(term__in=terms)]
    return ["search_words_data#", *(f"{row._meta.db_table}#{row.pk}." for row in rows)]


def test_the_words_of_a_friend_are_not_rewritten_but_listed(life, erased):
    life.free.refresh_from_db()
    assert life.free.text == "Comme le disait Zélie lundi, il faut finir."
    left = NameLeft.objects.get(post=life.free)
    assert left.words == ["Zélie"]
    assert NameLeft.objects.get(in_title=True).words == ["Quatremère"]
    assert erased.remaining == 2


def test_what_she_said_in_private_goes_and_what_was_said_to_her_stays_without_her_name(life, erased, cast):
    talk = life.private.conversation
    assert [(m.author, m.text) for m in talk.messages.all()] == [
        (life.person, ""),
        (life.friend, "[une personne partie depuis], reste [une personne partie depuis] !"),
        (life.person, ""),
    ]
    assert [file.name for file in File.objects.all()] == ["plan de ….pdf"]
    assert not life.person.blocks.exists()
    assert list(Handed.objects.filter(author=life.person).values_list("text", flat=True)) == [""] * 3
    assert not talk.participations.current().filter(person=life.person).exists()


def test_the_conversations_stay_readable(life, erased, as_person, community):
    life.lcm.language = "fr"
    life.lcm.save()
    thread = Post.objects.get(pk=life.free.pk).thread
    page = as_person(life.lcm).get(thread.get_absolute_url()).content.decode()
    assert "Une personne partie depuis" in page
    assert "Commence par la fin, dit [une personne partie depuis]." in page
    own = community.threads.get(title="Je suis perdue")
    page = as_person(life.lcm).get(own.get_absolute_url()).content.decode()
    assert "va bien, merci" in page
    assert "un fichier est parti avec le compte" in page
    assert "mailto" not in page


def test_kept_facts_and_the_day_are_right_afterwards(life, erased, community, now):
    while meaning.learn_some() or duplicates.compare_some(timezone.now()):
        pass  # what the worker does every few minutes
    exchanges.follow_journal()
    assert facts.rebuild(community) == dict.fromkeys(facts.rebuild(community), 0)
    people = {signal.membership_id for signal in day(community, now).signals}
    assert life.place.pk not in people
    assert community.events.filter(verb="erased", actor=None).count() == 1


def test_she_cannot_come_in_and_her_row_says_nothing(life, erased, client):
    person = life.person
    person.refresh_from_db()
    assert (person.email, person.phone, person.given_name, person.is_active) == (None, "", "", False)
    assert not person.has_password
    assert person.erased_at
    assert not person.memberships.exists()
    assert not person.envelopes.exists()


def test_files_are_removed_even_if_we_die_in_between(life, now, monkeypatch):
    erasing.ask(life.person, by=life.person, now=now - timedelta(days=7))
    monkeypatch.setattr(erasing, "remove_files", lambda erasure: None)  # killed just after the commit
    erasing.carry_out_due(now)
    assert any("/attachments/" in place for place in everywhere(["Quatremere"]))
    monkeypatch.undo()
    erasing.carry_out_due(now)
    assert not any("/" in place for place in everywhere(["Quatremere"]))
    assert Erasure.objects.get().files == []


def test_nothing_is_erased_before_its_day_nor_when_withdrawn(life, now):
    erasure = erasing.ask(life.person, by=life.person, now=now)
    assert erasing.carry_out_due(now + timedelta(days=6, hours=23)) == 0
    assert erasing.withdraw(erasure, by=life.person, now=now)
    assert erasing.carry_out_due(now + timedelta(days=8)) == 0
    life.person.refresh_from_db()
    assert life.person.name == "Zélie Quatremère"


def test_one_part_that_breaks_leaves_everything_as_it_was(life, now, monkeypatch):
    erasing.ask(life.person, by=life.person, now=now - timedelta(days=7))

    def broken(*args):
        raise RuntimeError("broken")

    monkeypatch.setattr(held.named("account"), "erase", broken)
    before = everywhere(WORDS)
    assert erasing.carry_out_due(now) == 0
    assert everywhere(WORDS) == before


def test_who_runs_a_community_alone_is_asked_to_hand_it_over(community, cast, now):
    with pytest.raises(erasing.CannotBeErased, match="distance"):
        erasing.ask(cast.ada, by=cast.ada, now=now)
    assert not Erasure.objects.exists()


def test_of_the_demo_company_anybody_can_be_erased(db, now):
    from tisserand.demo import company
    from tisserand.people.models import Person

    company.build(now)
    person = Person.objects.get(email="amina.keita@sorvane.example")
    posts = person.posts.count()
    assert posts > 3
    erasing.ask(person, by=person, now=now - timedelta(days=7))
    erasing.carry_out_due(now)
    assert person.posts.count() == posts
    left = {left.post_id for left in NameLeft.objects.all()}
    found = everywhere(["Amina Keita", "amina.keita", "keita"])
    allowed = tuple(f"conversations_post#{pk}." for pk in left)
    assert [place for place in found if not place.startswith(allowed)] == []
    for community in Community.objects.all():
        assert set(facts.rebuild(community).values()) == {0}
