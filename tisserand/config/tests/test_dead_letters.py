import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus, task

from tisserand.config import jobs
from tisserand.config.cli import PACKAGE
from tisserand.config.models import Job
from tisserand.config.task_words import WORDS, words_for

done = []


@task(retry_after=())
def stumble(word, *, loudly=False):
    if not done:
        raise ValueError(f"no {word} today")
    done.append(word)


@pytest.fixture(autouse=True)
def queue(settings, db):
    done.clear()
    settings.TASKS = {"default": {"BACKEND": "tisserand.config.queue.Queue", "QUEUES": []}}


@pytest.fixture
def letter():
    """A task that failed for good."""

    def make(word="bread", **values):
        pk = stumble.enqueue(word, **values).id
        assert jobs.work_once("w")
        return Job.objects.get(pk=pk)

    return make


@pytest.fixture
def administrator(make_person):
    return make_person("Inès", is_administrator=True)


def run_what_waits():
    while jobs.work_once("w"):
        pass


def typed(*words):
    out = StringIO()
    call_command("dead_letters", *words, stdout=out)
    return out.getvalue()


def test_a_dead_letter_says_what_when_and_why(letter):
    dead = letter("pain d’épice", loudly=True)
    assert (str(dead), dead.attempts, dead.problem) == (
        f'{stumble.module_path}("pain d’épice", loudly=true)',
        1,
        "ValueError: no pain d’épice today",
    )
    assert "Traceback" in dead.traceback
    assert dead.status == TaskResultStatus.FAILED


def test_replayed_it_has_all_its_attempts_again(letter):
    dead = letter()
    done.append("something")
    assert (dead.replay(), dead.replay()) == (True, False)
    dead.refresh_from_db()
    assert (dead.attempts, dead.finished_at) == (0, None)
    run_what_waits()
    assert done[1:] == ["bread"]
    assert not Job.objects.failed().exists()


def test_the_same_failing_again_is_one_dead_letter_since_the_first(letter):
    first, other, again = letter(), letter("salt"), letter()
    assert set(Job.objects.failed().values_list("pk", flat=True)) == {other.pk, again.pk}
    assert again.enqueued_at == first.enqueued_at


def test_the_command_lists_shows_replays_and_drops(letter):
    bread, salt = letter(), letter("salt")
    listed = typed().splitlines()
    assert [line.split()[0] for line in listed] == [str(bread.pk)[:8], str(salt.pk)[:8]]
    assert '("bread")  ValueError: no bread today' in listed[0]
    assert "Traceback" in typed("show", str(bread.pk)[:8])
    typed("replay", str(bread.pk))
    typed("drop", "all")
    assert Job.objects.get().pk == bread.pk
    assert Job.objects.get().status == TaskResultStatus.READY


@pytest.mark.parametrize("words", [("replay",), ("drop", "zzzz"), ("show", "")])
def test_what_names_no_single_one_is_told_and_touches_nothing(letter, words):
    letter(), letter("salt")
    with pytest.raises(CommandError):
        typed(*words)
    assert Job.objects.failed().count() == 2


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_pages_tell_and_try_again(as_person, administrator, letter, language):
    administrator.language = language
    administrator.save()
    dead, client = letter("<b>"), as_person(administrator)
    url = reverse("dead-letter", args=[dead.pk])
    listed = client.get(reverse("dead-letters")).content.decode()
    assert url in listed
    assert "no &lt;b&gt; today" in listed
    shown = client.get(url).content.decode()
    assert {"en": "What the program said", "fr": "Ce qu’a dit le programme"}[language] in shown
    assert "&#34;&lt;b&gt;&#34;" in shown
    done.append("something")
    told = client.post(reverse("replay-dead-letter", args=[dead.pk]), follow=True).content.decode()
    assert {"en": "1 task is back", "fr": "1 tâche est de nouveau"}[language] in told
    run_what_waits()
    assert done[1:] == ["<b>"]
    assert client.get(url).status_code == 404


def test_all_are_replayed_and_one_is_forgotten(as_person, administrator, letter):
    client = as_person(administrator)
    client.post(reverse("drop-dead-letter", args=[letter("salt").pk]))
    letter(), letter("butter")
    client.post(reverse("replay-dead-letters"))
    assert not Job.objects.failed().exists()
    assert {job.arguments for job in Job.objects.ready()} == {'"bread"', '"butter"'}


@pytest.mark.parametrize("name", ["dead-letters", "dead-letter", "replay-dead-letter", "drop-dead-letter"])
@pytest.mark.parametrize("who", ["ada", "bao", "chloe", "dov"])
def test_only_administrators_come_in(client, cast, letter, name, who):
    pk = letter().pk
    client.force_login(cast.people[who])
    method = client.post if name.startswith(("replay", "drop")) else client.get
    answer = method(reverse(name, args=[] if name == "dead-letters" else [pk]))
    assert answer.status_code == 403
    assert Job.objects.failed().filter(pk=pk).exists()


def test_the_way_in_is_on_the_page_of_the_site_with_how_many(as_person, administrator, letter):
    client = as_person(administrator)
    assert "None: everything asked for was done." in client.get(reverse("site")).content.decode()
    letter(), letter("salt")
    page = client.get(reverse("site")).content.decode()
    assert reverse("dead-letters") in page
    assert "2 wait for you to look." in page


def test_a_page_costs_the_same_with_one_and_with_three(
    as_person, administrator, letter, django_assert_max_num_queries
):
    client, counts = as_person(administrator), []
    for words in (["bread"], ["salt", "butter"]):
        for word in words:
            letter(word)
        with django_assert_max_num_queries(10) as asked:
            client.get(reverse("dead-letters"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_one_whose_code_is_gone_is_readable_and_fails_again(as_person, administrator, letter):
    dead = letter()
    Job.objects.filter(pk=dead.pk).update(task_path="tisserand.nowhere.gone")
    assert "gone" in as_person(administrator).get(reverse("dead-letters")).content.decode()
    dead.refresh_from_db()
    dead.replay()
    run_what_waits()
    assert Job.objects.get().problem.startswith("ModuleNotFoundError")
    assert Job.objects.get().finished_at <= timezone.now()


def test_a_message_of_several_lines_is_told_by_the_line_that_names_the_error(letter):
    dead = letter()
    dead.exception_class_path = "psycopg.OperationalError"
    dead.traceback = "Traceback…\npsycopg.OperationalError: no route\n\tIs it running?\n"
    assert dead.problem == "psycopg.OperationalError: no route"
    dead.exception_class_path = ""
    assert dead.problem == "Is it running?"


def test_each_task_is_told_in_words():
    code = [path.read_text() for path in PACKAGE.rglob("*.py") if "tests" not in path.parts]
    assert {name for text in code for name in re.findall(r"^@task.*\ndef (\w+)", text, re.M)} == set(WORDS)
    assert words_for("elsewhere.tasks.something") == "elsewhere.tasks.something"
