"""Loads done by the worker: activity and archives, from their page."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tisserand.conversations.models import Thread
from tisserand.integrations.imports import running, starting
from tisserand.integrations.imports.models import Load

from .conftest import HERE, upload

ACTIVITY = "email,timestamp,verb,object\nchloe@example.com,2026-01-20,viewed,p1\n"
ACTIVITY += "bao@example.com,2026-01-20,viewed,p1\n"


def test_the_way_of_an_activity_file(ada, cast):
    ada.post(f"{HERE}activity/", upload(ACTIVITY))
    load = Load.objects.get()
    page = ada.get(f"{HERE}activity/{load.pk}/columns/")
    initial = {name: field.initial for name, field in page.context["form"].fields.items()}
    assert (initial["who"], initial["when"], initial["verb"], initial["object"]) == ("0", "1", "2", "3")
    answer = ada.post(f"{HERE}activity/{load.pk}/columns/", {"who": 0, "when": 1, "verb": 2, "object": 3})
    assert answer.url == f"{HERE}{load.pk}/"
    page = ada.get(answer.url).content.decode()
    assert "2 new in the journal" in page
    load.refresh_from_db()
    assert (load.state, load.share, bool(load.file)) == ("done", 1.0, False)
    assert load.community.events.filter(verb="loaded", actor=cast.ada).count() == 1


def test_an_activity_file_needs_who_and_when(ada):
    ada.post(f"{HERE}activity/", upload(ACTIVITY))
    load = Load.objects.get()
    answer = ada.post(f"{HERE}activity/{load.pk}/columns/", {"verb": 2})
    assert answer.status_code == 422
    assert Load.objects.get().state == "choosing"


def test_the_way_of_an_archive(ada):
    post = {"id": "1", "title": "How?", "body": "Hello", "author": "Zoé", "created_at": "2026-01-01"}
    answer = ada.post(f"{HERE}forum/", upload(json.dumps(post) + "\n{\n", "posts.jsonl"))
    page = ada.get(answer.url).content.decode()
    assert "1 new post," in page
    assert "Line 2: the line is not well-formed JSON" in page
    assert Thread.objects.get().title == "How?"


@pytest.mark.parametrize("text", ["Nom;Mail\n", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_archive_is_refused(ada, text):
    answer = ada.post(f"{HERE}forum/", upload(text))
    assert answer.status_code == 422
    assert "This does not look like a mail archive" in answer.content.decode()
    assert not Load.objects.exists()


@pytest.fixture
def under_way(chosen):
    Load.objects.filter(pk=chosen.pk).update(
        kind="forum", state="running", share=0.42, counts={"read": 3, "posts": 3, "threads": 1}
    )
    chosen.refresh_from_db()
    return chosen


def test_progress_is_asked_again_while_it_runs(ada, under_way):
    whole = ada.get(f"{HERE}{under_way.pk}/").content.decode()
    part = ada.get(f"{HERE}{under_way.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "42 %" in part
    assert "hx-trigger" in part
    assert 'http-equiv="refresh"' in whole
    assert "<html" in whole
    assert "<html" not in part
    Load.objects.update(state="done")
    assert "hx-trigger" not in ada.get(f"{HERE}{under_way.pk}/").content.decode()


def test_a_load_whose_worker_died_may_start_again(ada, chosen):
    post = {"id": "1", "title": "How?", "body": "Hello", "author": "Zoé", "created_at": "2026-01-01"}
    Path(chosen.file.path).write_text(json.dumps(post))
    Load.objects.update(kind="forum", state="running", moved_at=None)
    assert "Start it again" in ada.get(f"{HERE}{chosen.pk}/").content.decode()
    ada.post(f"{HERE}{chosen.pk}/again/")
    assert Load.objects.get().state == "done"
    assert Thread.objects.count() == 1


def test_a_load_at_work_is_left_alone(ada, under_way):
    Load.objects.update(moved_at=timezone.now())
    ada.post(f"{HERE}{under_way.pk}/again/")
    assert Load.objects.get().state == "running"


def test_a_load_that_breaks_says_so_and_keeps_its_file(ada, chosen, monkeypatch):
    def fall(*args):
        raise RuntimeError

    monkeypatch.setattr(running, "_do", fall)
    Load.objects.update(kind="forum")
    chosen.refresh_from_db()
    starting.begin(chosen)
    load = Load.objects.get()
    assert (load.state, bool(load.file)) == ("failed", True)
    page = ada.get(f"{HERE}{load.pk}/").content.decode()
    assert "The load stopped on an unexpected trouble." in page
    assert "Start it again" in page


def test_the_journal_of_loads_counts_its_queries(ada, community, cast, now, django_assert_max_num_queries):
    def look():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            ada.get(HERE)
        return len(captured)

    ada.get(HERE)
    counts = []
    for number in (1, 3):
        while Load.objects.count() < number:
            Load.objects.create(
                community=community, kind="forum", state="done", name="a", created_at=now, started_by=cast.ada
            )
        counts.append(look())
    assert counts[0] == counts[1]
