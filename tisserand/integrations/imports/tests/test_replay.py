"""Real data of the past, replayed: here on tables of the same shape, made by hand."""

import io
import os
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tisserand.communities.models import Community, Event
from tisserand.conversations.models import Thread
from tisserand.integrations.imports.forum.load import reader_of
from tisserand.integrations.imports.forum.mbox import looks_like
from tisserand.integrations.imports.replay import questions
from tisserand.people.models import Person
from tisserand.programmes.models import Enrolment, Progress, Step

HERE = "'AAA' AS code_module, '2013J' AS code_presentation"
COURSE = {
    "studentInfo": f"SELECT {HERE}, 11 AS id_student",
    "studentRegistration": f"""SELECT {HERE}, *
        FROM (VALUES (11, -20.0, NULL), (12, -5.0, 8.0), (13, 30.0, NULL))
        AS t(id_student, date_registration, date_unregistration)""",
    "assessments": f"""SELECT {HERE}, * FROM (VALUES (71, 'TMA', 9.0), (72, 'CMA', 19.0), (73, 'Exam', NULL))
        AS t(id_assessment, assessment_type, date)""",
    "studentAssessment": """SELECT * FROM (VALUES (71, 11, 7), (72, 11, 15), (71, 12, -1))
        AS t(id_assessment, id_student, date_submitted)""",
    "studentVle": f"""SELECT {HERE}, *
        FROM (VALUES (11, 5, -3, 2), (11, 5, -3, 4), (11, 5, 9, 1), (12, 6, 9, 1))
        AS t(id_student, id_site, date, sum_click)""",
    "vle": f"SELECT {HERE}, 5 AS id_site, 'forumng' AS activity_type",
    "courses": f"SELECT {HERE}, 100 AS module_presentation_length",
}
SITE = {
    "Posts": """SELECT * FROM (VALUES
        (1, 1, NULL, 'How?', '<p>Tell</p>', '2018-03-12T10:00:00.000', 7, NULL, 2),
        (2, 2, 1, NULL, '<p>So</p>', '2018-03-13T10:00:00.000', NULL, 'gone user', NULL),
        (3, 4, NULL, NULL, 'a wiki', '2018-03-13T10:00:00.000', 7, NULL, NULL))
        AS t(Id, PostTypeId, ParentId, Title, Body, CreationDate,
             OwnerUserId, OwnerDisplayName, AcceptedAnswerId)""",
    "Users": "SELECT 7 AS Id, 'Zoé Roy' AS DisplayName",
    "Votes": "SELECT 2 AS PostId, 1 AS VoteTypeId, '2018-03-15T00:00:00.000' AS CreationDate",
    "Comments": """SELECT 9 AS Id, 1 AS PostId, 'Which?' AS Text, '2018-03-12T11:00:00.000' AS CreationDate,
        7 AS UserId, NULL AS UserDisplayName""",
}


def tables(folder, queries, prefix=""):
    for name, query in queries.items():
        duckdb.sql(f"COPY ({query}) TO '{folder}/{prefix}{name}.parquet'")
    return folder


@pytest.fixture
def claire(make_person):
    return make_person("Claire", is_administrator=True)


def run(command, *args, **options):
    out = io.StringIO()
    call_command(command, *map(str, args), stdout=out, stderr=out, **options)
    return out.getvalue()


def days(community):
    return [(at - community.now()).days for at in community.events.values_list("at", flat=True)]


def test_a_course_comes_up_to_its_day_and_goes_on(tmp_path, claire):
    folder = tables(tmp_path, COURSE)
    out = run("replay_course", folder, as_of_day=10)
    community = Community.objects.get()
    assert (community.slug, community.today()) == ("aaa-2013j", date(2013, 10, 15))
    assert f"/c/{community.slug}/my-day/" in out
    names = set(community.memberships.values_list("person__given_name", "role"))
    assert names == {("Apprenant 11", "learner"), ("Apprenant 12", "learner"), ("Claire", "lcm")}
    steps = list(Step.objects.values_list("due_day", "source_key"))
    assert steps == [(9, "71"), (19, "72")]
    left = dict(Enrolment.objects.values_list("membership__person__given_name", "withdrawn_at"))
    assert left["Apprenant 11"] is None
    assert left["Apprenant 12"].date() == date(2013, 10, 13)
    assert Progress.objects.count() == 2
    assert Event.objects.filter(verb="experienced").count() == 3
    assert max(days(community)) < 0 or community.events.filter(at__gt=community.now()).count() == 0
    run("replay_course", folder, as_of_day=31)
    community.refresh_from_db()
    assert community.today() == date(2013, 11, 5)
    assert (Progress.objects.count(), community.memberships.count()) == (3, 4)
    assert Event.objects.filter(verb="experienced").count() == 3


def test_replaying_the_same_day_adds_nothing_and_never_goes_back(tmp_path, claire):
    folder = tables(tmp_path, COURSE)
    run("replay_course", folder, as_of_day=10)
    before = list(Event.objects.order_by("pk").values())
    run("replay_course", folder, as_of_day=10)
    assert list(Event.objects.order_by("pk").values()) == before
    with pytest.raises(CommandError, match="It is already 2013-10-15 there"):
        run("replay_course", folder, as_of_day=9)


def test_a_site_is_converted_to_the_documented_form(tmp_path):
    folder = tables(tmp_path, SITE, "site_")
    out = tmp_path / "posts.jsonl"
    run("convert_stackexchange", folder, "site", out=out, comments=True)
    assert reader_of(out).__module__.endswith("jsonl")
    told = list(questions.posts(folder, "site", comments=True))
    assert [post["id"] for post in told] == ["site-1", "site-2", "site-c9"]
    assert told[1] == {
        "id": "site-2",
        "reply_to": "site-1",
        "created_at": "2018-03-13T10:00:00.000Z",
        "body": "<p>So</p>",
        "format": "html",
        "author": {"id": "gone-gone user", "name": "gone user"},
        "accepted": True,
        "accepted_at": "2018-03-15T00:00:00.000Z",
    }


def test_an_answer_is_accepted_when_its_day_has_come(tmp_path, claire):
    folder = tables(tmp_path, SITE, "site_")
    run("replay_questions", folder, site="site", as_of=date(2018, 3, 14))
    thread = Thread.objects.get()
    assert (thread.reply_count, thread.solved, thread.title) == (1, False, "How?")
    run("replay_questions", folder, site="site", as_of=date(2018, 3, 16))
    assert Thread.objects.get().solved


def test_a_mailing_list_is_replayed(tmp_path, claire):
    from .test_mbox import mail

    path = tmp_path / "my-list.2026.mbox"
    path.write_text(mail(1) + mail(5, "Yes", refs=["m1"], who="Li <li@example.org>"))
    run("replay_mailing_list", path, as_of=date(2026, 6, 3))
    community = Community.objects.get(slug="my-list")
    assert (community.today(), Thread.objects.get().reply_count) == (date(2026, 6, 3), 0)
    run("replay_mailing_list", path)
    community.refresh_from_db()
    assert (community.today(), Thread.objects.get().reply_count) == (date(2026, 6, 5), 1)
    assert community.memberships.get(person=claire).role == "lcm"


def test_who_runs_it_is_chosen_or_told(tmp_path, claire, make_person):
    ada = make_person("Ada")
    folder = tables(tmp_path, COURSE)
    run("replay_course", folder, as_of_day=10, lcm=ada.email, slug="other", name="Other")
    assert Community.objects.get(slug="other").memberships.get(role="lcm").person == ada
    with pytest.raises(CommandError, match="Nobody here has the address"):
        run("replay_course", folder, lcm="zoe@example.com")
    Person.objects.update(is_administrator=False)
    Community.objects.get().memberships.all().delete()
    with pytest.raises(CommandError, match="Nobody can run this community yet"):
        run("replay_course", folder)


@pytest.mark.parametrize("command", ["replay_course", "replay_questions", "replay_mailing_list"])
def test_absent_data_is_told_and_nothing_is_done(tmp_path, claire, command):
    for path in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(CommandError) as refusal:
            run(command, path)
        assert str(path) in str(refusal.value)
    assert not Community.objects.exists()


DATA = Path(os.environ.get("TISSERAND_REAL_DATA", Path(__file__).parents[5] / "shared" / "data"))
real = pytest.mark.skipif(not DATA.is_dir(), reason=f"no real data at {DATA} (TISSERAND_REAL_DATA)")


@real
def test_the_real_list_becomes_conversations(claire):
    run("replay_mailing_list", DATA / "mail" / "list-archive-2024q1.mbox.gz")
    community = Community.objects.get()
    posts = sum(thread.posts.count() for thread in community.threads.all())
    assert (posts, community.threads.count()) == (329, 53)
    assert community.now() - community.threads.latest("last_post_at").last_post_at < timedelta(days=2)


@real
def test_the_real_archive_is_told_from_other_files():
    import gzip

    with gzip.open(DATA / "mail" / "list-archive-2024q1.mbox.gz") as archive:
        assert looks_like(archive.read(200))
