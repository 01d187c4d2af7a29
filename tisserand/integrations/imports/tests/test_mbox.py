"""Archives of posts become conversations."""

import gzip
from datetime import UTC, datetime

import pytest

from tisserand.communities import presence
from tisserand.conversations import facts
from tisserand.conversations.models import Post, Thread
from tisserand.integrations.imports.models import ExternalId
from tisserand.integrations.imports.problems import CannotRead
from tisserand.mail.inbound import headers
from tisserand.mail.inbound.headers import author
from tisserand.mail.models import Envelope
from tisserand.people.models import Person

from .conftest import threads


def mail(
    number, text="Hello?", *, refs=(), subject="[list] How to begin", who="Zoé Roy <zoe@example.org>", **more
):
    headers = {
        "From": who,
        "Date": f"Mon, {number} Jun 2026 10:00:00 +0200",
        "Subject": subject,
        "Message-ID": f"<m{number}@example.org>",
    }
    if refs:
        headers |= {
            "In-Reply-To": f"<{refs[-1]}@example.org>",
            "References": " ".join(f"<{r}@example.org>" for r in refs),
        }
    headers |= {name.replace("_", "-"): value for name, value in more.items()}
    lines = "".join(f"{name}: {value}\n" for name, value in headers.items() if value is not None)
    return f"From zoe at example.org  Mon Jun {number:02} 10:00:00 2026\n{lines}\n{text}\n\n"


@pytest.fixture
def archive(tmp_path):
    def make(*messages, name="a.mbox"):
        path = tmp_path / name
        text = "".join(messages) if isinstance(messages[0], str) else b"".join(messages)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return make


def test_a_thread_follows_references(bring_forum, archive, community):
    report = bring_forum(
        archive(
            mail(1),
            mail(
                2, "Like this.", refs=["m1"], subject="Re: [list] How to begin", who="li@example.org (Li Wei)"
            ),
            mail(3, "Thanks", refs=["m1", "m2"], subject="RE: TR: [list] How to begin"),
            mail(4, "Other", subject="News", who="Li Wei <li@example.org>"),
        )
    )
    assert threads() == {"How to begin": ["Zoé Roy", "Li Wei", "Zoé Roy"], "News": ["Li Wei"]}
    assert (report.posts, report.threads, report.new_people, report.problems) == (4, 2, 2, [])
    thread = Thread.objects.get(title="How to begin")
    assert (thread.kind, thread.created_at) == ("question", datetime(2026, 6, 1, 8, tzinfo=UTC))
    assert Thread.objects.get(title="News").kind == "discussion"
    assert facts.kept(community) == facts.recomputed(community)
    assert presence.rebuild(community) == 0


def test_a_reply_that_comes_before_its_question_waits(bring_forum, archive):
    bring_forum(archive(mail(2, "Like this.", refs=["m1"]), mail(1, "How?")))
    assert list(Post.objects.order_by("number").values_list("source_key", flat=True)) == [
        "<m1@example.org>",
        "<m2@example.org>",
    ]


def test_two_replies_to_a_lost_message_are_one_thread(bring_forum, archive):
    bring_forum(archive(mail(2, refs=["m0"]), mail(3, refs=["m0"], subject="Another subject")))
    assert Thread.objects.count() == 1


def test_a_reply_that_names_nothing_follows_its_subject_for_a_while(bring_forum, archive):
    again = mail(3, "And me", subject="Re: how to BEGIN")
    late = mail(4, "Late", subject="Re: How to begin", Date="Mon, 03 Aug 2026 10:00:00 +0200")
    bring_forum(archive(mail(1), again, mail(5, "New one", subject="How to begin"), late))
    assert sorted(thread.posts.count() for thread in Thread.objects.all()) == [1, 1, 2]


def test_loading_again_adds_nothing_and_a_longer_archive_goes_on(bring_forum, archive):
    bring_forum(archive(mail(1), mail(2, refs=["m1"])))
    before = list(Post.objects.values())
    report = bring_forum(archive(mail(1), mail(2, refs=["m1"])))
    assert (report.posts, report.already, list(Post.objects.values())) == (0, 2, before)
    report = bring_forum(
        archive(
            mail(1), mail(2, refs=["m1"]), mail(3, refs=["m1"]), mail(4, "Yes", subject="RE: How to begin")
        )
    )
    assert (report.posts, report.threads, Thread.objects.get().reply_count) == (2, 0, 3)


def test_up_to_a_day_only(bring_forum, archive):
    until = datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert bring_forum(archive(mail(1), mail(2, refs=["m1"])), until=until).later == 1
    assert Post.objects.count() == 1


def test_addresses_are_kept_nowhere(bring_forum, archive, community):
    text = "Write to zoe@example.org or <li at example.org>.\n\nOn Monday, Li <li@example.org> wrote:\n> no\n"
    text += "-- \nZoé\nzoe@example.org"
    bring_forum(archive(mail(1, text)))
    post = Post.objects.get()
    assert "example.org" not in post.html + post.text
    assert "Zoé" not in post.text
    assert not Person.objects.filter(email__contains="example.org").exists()
    assert not any("example.org" in external.key for external in ExternalId.objects.all())
    person = post.author
    assert (person.email, person.mail_cadence, person.has_usable_password()) == (None, "none", False)
    assert Envelope.objects.count() == 0


def test_a_member_who_gave_this_address_is_its_author(bring_forum, archive, cast):
    bring_forum(archive(mail(1, who="C. Martin <Chloe@example.com>")))
    assert Post.objects.get().author == cast.chloe


def test_an_author_is_known_again_by_address_or_by_full_name(bring_forum, archive):
    bring_forum(archive(mail(1, who="Zoé Roy <zoe@example.org>"), mail(2, who="Zoé Roy <roy@home.example>")))
    bring_forum(archive(mail(3, who="Z. <roy@home.example>"), name="b.mbox"))
    assert len(set(Post.objects.values_list("author", flat=True))) == 1


HTML = (
    'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="x"\n\n'
    "--x\nContent-Type: text/html; charset=utf-8\n\n"
    "<p>Bonjour <b>à tous</b></p><script>alert(1)</script><blockquote>before</blockquote>\n--x\n"
    "Content-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n\nJVBERi0\n--x--\n"
)


@pytest.mark.parametrize(
    ("message", "text", "problems"),
    [
        (mail(1, "Déjà", Content_Type="text/plain; charset=iso-8859-1").encode("latin-1"), "Déjà", []),
        (mail(1, "Déjà", Content_Type="text/plain; charset=x-unknown").encode(), "Déjà", []),
        (mail(1, "Déjà “vu”", Content_Type="text/plain; charset=us-ascii").encode("cp1252"), "Déjà “vu”", []),
        (mail(1, "RMOpasOg", Content_Transfer_Encoding="base64").encode(), None, []),
        (mail(1, "a" * 60_000 + "\nend").encode(), None, ["message-big"]),
        (mail(1, "Hi", Date="yesterday").encode(), "Hi", []),
        (
            mail(1, "Hi", Date="yesterday")
            .replace("From zoe at example.org  Mon Jun 01 10:00:00 2026", "From x")
            .encode(),
            "Hi",
            ["message-date"],
        ),
        (mail(1, "Hi", Date="Mon, 01 Jun 2126 10:00:00 +0200").encode(), "Hi", []),
        (mail(1, "Hi", who=None).encode(), "Hi", ["message-author"]),
        (mail(1, "Hi", who="=?utf-8?b?broken <<>> @@@").encode(), "Hi", []),
        (mail(1, "Hi", Message_ID=None).encode(), "Hi", []),
        (mail(1, "Hi\n\nFrom here on, all is well").encode(), "Hi\n\nFrom here on, all is well", []),
        (mail(1, "Hi\n\n>From here on").encode(), "Hi\n\nFrom here on", []),
        (mail(1, "X").replace("\n\nX\n", f"\n{HTML}").encode(), "Bonjour à tous", []),
        (mail(1, "Hi\0there").encode(), "Hithere", []),
        (mail(1, "Hi", subject="").encode(), "Hi", []),
    ],
)
def test_odd_messages_are_read_all_the_same(bring_forum, archive, message, text, problems):
    report = bring_forum(archive(message))
    post = Post.objects.get()
    assert [problem.code for problem in report.problems] == problems
    assert text is None or post.text == text
    assert "<script" not in post.html
    assert post.thread.title


def test_a_message_without_words_is_told(bring_forum, archive):
    report = bring_forum(archive(mail(1, ""), mail(2, "Hi", subject="Other"), mail(2, "Hi", subject="Other")))
    assert [(problem.code, problem.line) for problem in report.problems] == [
        ("message-empty", 1),
        ("message-twice", 17),
    ]
    assert Post.objects.count() == 1


def test_an_archive_may_be_zipped_and_begin_without_a_from_line(bring_forum, archive):
    bring_forum(archive(gzip.compress(mail(1).encode())))
    bring_forum(archive(mail(2, subject="Other").split("\n", 1)[1], name="b.eml"))
    assert sorted(threads()) == ["How to begin", "Other"]


@pytest.mark.parametrize(
    ("subject", "cleaned"),
    [
        ("Re: [list] How", ("How", True)),
        ("[list] RE: TR : Fwd: How", ("How", True)),
        ("Réf. : How", ("Réf. : How", False)),
        ("TR: How", ("How", False)),
        ("Re[2]: How", ("How", True)),
        ("AW: [a] WG: [b] How", ("How", True)),
        ("[list]", ("", False)),
        ("Regarding this", ("Regarding this", False)),
        ("", ("", False)),
    ],
)
def test_subjects_are_cleaned(subject, cleaned):
    assert headers.clean_subject(subject) == cleaned


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("=?utf-8?q?D=C3=A9j=C3?= =?utf-8?q?=A0_vu?=", "Déjà vu"),
        ("=?iso-8859-1?Q?D=E9j=E0?=", "Déjà"),
        ("=?nowhere?Q?hello?=", "hello"),
        ("=?utf-8?b?!!!?=", "=?utf-8?b?!!!?="),
    ],
)
def test_encoded_words_are_decoded(header, told):
    assert headers.header(header) == told


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("Zoé Roy <Zoe@Example.org>", ("Zoé Roy", "zoe@example.org")),
        ('"Roy, Zoé" <zoe@example.org>', ("Zoé Roy", "zoe@example.org")),
        ("zoe@example.org (Zoé Roy)", ("Zoé Roy", "zoe@example.org")),
        ("zo|@ @end|ng |rom @x@mple@org (Zoé Roy)", ("Zoé Roy", "zo|@ @end|ng |rom @x@mple@org")),
        ("zoe@example.org", ("", "zoe@example.org")),
        ("zoe@example.org <zoe@example.org>", ("", "zoe@example.org")),
        ("Zoé Roy via list <list@example.org>", ("Zoé Roy", "list@example.org")),
        ("", ("", "")),
    ],
)
def test_authors_are_told_from_their_address(header, told):
    assert author(header) == told


@pytest.mark.parametrize(
    "content", [b"", b"  \n", b"Nom;Mail\na;b\n", b"\x89PNG\r\n\x1a\n", b"\x1f\x8bbroken"]
)
def test_what_is_no_archive_is_refused(bring_forum, tmp_path, content):
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(CannotRead):
        bring_forum(path)
