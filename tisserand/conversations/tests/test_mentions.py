import pytest

from tisserand.conversations import mentions, writing
from tisserand.conversations.models import Mention


@pytest.fixture
def aminas(make_person, join):
    keita = make_person("Amina", "Keita", email="keita@example.com")
    diallo = make_person("Amina", "Diallo", email="diallo@example.com")
    anne = make_person("Anne-Marie", "de La Tour", email="anne@example.com")
    for person in (keita, diallo, anne):
        join(person)
    return keita, diallo, anne


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Bao what do you think?", ["Bao Tran"]),
        ("@bao tran", ["Bao Tran"]),
        ("(@Bao), @Ada", ["Bao Tran", "Ada Lovel"]),
        ("@Chloé", ["Chloé Martin"]),
        ("@Amina Keita says so", ["Amina Keita"]),
        ("@Anne-Marie de La Tour, please", ["Anne-Marie de La Tour"]),
        ("@Anne-Marie", ["Anne-Marie de La Tour"]),
        ("@Bao @Bao Tran", ["Bao Tran"]),
        ("bao@tran.example and a@Bao", []),
        ("@Dov is a stranger", []),
        ("@Nobody @ @@ @123", []),
        ("@Baobab", []),
    ],
)
def test_who_is_named(community, cast, aminas, text, named):
    assert [person.name for person in mentions.find(community, text).people] == named


def test_a_first_name_that_two_share_calls_nobody_and_is_said(community, cast, aminas):
    found = mentions.find(community, "@Amina, can you?")
    assert (found.people, found.unclear) == ([], ["Amina"])


def test_nobody_calls_themselves(community, cast):
    assert mentions.find(community, "@Bao", besides=cast.bao).people == []


def test_who_has_left_is_not_called(community, cast, now):
    place = cast.places["bao"]
    place.left_at = now
    place.save()
    assert mentions.find(community, "@Bao").people == []


def test_ten_thousand_names_call_twenty_at_most(
    community, cast, question, now, make_person, join, mails, django_assert_max_num_queries
):
    for n in range(40):
        join(make_person(f"Zo{chr(97 + n % 26)}{chr(97 + n // 26)}", "Roy", email=f"z{n}@example.com"))
    text = " ".join(f"@Zo{chr(97 + n % 26)}{chr(97 + n // 26)} Roy" for n in range(40)) + " @Bao" * 5_000
    with django_assert_max_num_queries(180):
        post = writing.reply(question, by=cast.ada, source=text, now=now)
    assert Mention.objects.filter(post=post).count() == mentions.LIMIT
    assert [kind for kind, _ in mails()].count("mention") == mentions.LIMIT


def test_an_archived_mail_calls_nobody(cast, question, now):
    writing.reply(question, by=cast.ada, source="@Bao wrote:", format="mail", now=now)
    assert not Mention.objects.exists()


def test_suggestions_are_a_few_present_members(community, cast, aminas, make_person, join, now):
    def names(beginning):
        return [person.name for person in mentions.suggest(community, beginning, besides=cast.ada)]

    assert names("ami") == ["Amina Diallo", "Amina Keita"]
    assert names("Amina K") == ["Amina Keita"]
    assert names("tra") == ["Bao Tran"]
    assert names("Ada") == names("") == names("  ") == names("Dov") == names("%") == []
    for n in range(20):
        join(make_person("Amina", f"Z{n}", email=f"amina{n}@example.com"))
    assert len(names("Amina")) == mentions.SUGGESTED
