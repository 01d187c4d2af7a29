"""Copies and their mails: each reader once, whatever happens to the worker."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.communities.models import Event
from tisserand.conversations import news, topics
from tisserand.letter import composing, tasks
from tisserand.letter.models import Copy, Edition, Told
from tisserand.mail import stopping
from tisserand.mail.kinds import Class
from tisserand.mail.models import Envelope
from tisserand.programmes import progress
from tisserand.resources import tying
from tisserand.thanks import saying

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(community, cast, now):
    at = now - timedelta(days=3)
    return news.tell(community, by=cast.ada, title="The room opens", source="On Friday.", now=at)


def mails():
    return list(Envelope.objects.filter(kind="letter").order_by("person"))


def test_each_reader_has_a_copy_and_a_mail(cast, approved, compose, story, said):
    edition = compose(approved(chosen=story))
    assert sorted(edition.copies.values_list("membership__person__given_name", "way")) == [
        ("Ada", "nothing"),  # she wrote it: she knows it
        ("Bao", "mail"),
        ("Chloé", "mail"),
    ]
    assert [mail.person for mail in mails()] == [cast.bao, cast.chloe]
    assert (edition.readers, edition.by_mail, edition.nothing, edition.composed) == (3, 2, 1, 3)
    assert edition.composed_at is not None
    assert said(edition, cast.places["chloe"]) == [("chosen", story.pk)]
    assert {copy.envelope_id for copy in edition.copies.filter(way="mail")} == {mail.pk for mail in mails()}


def test_nothing_leaves_without_approval_nor_before_its_hour(community, approved, compose, story, now):
    edition = approved(chosen=story)
    Edition.objects.filter(pk=edition.pk).update(leaves_at=now + timedelta(minutes=1))
    assert composing.due(now) == []
    assert not compose(edition).gone
    Edition.objects.filter(pk=edition.pk).update(leaves_at=now, approved_at=now - timedelta(minutes=9))
    assert composing.due(now) == []
    Edition.objects.filter(pk=edition.pk).update(approved_at=None)
    assert composing.due(now + timedelta(days=9)) == []
    Edition.objects.filter(pk=edition.pk).update(approved_at=now - timedelta(minutes=10))
    assert composing.due(now) == [edition.pk]


def test_a_mail_leaves_in_the_working_hours_of_its_reader(cast, approved, compose, story, now):
    cast.chloe.works_from = "14:00"
    cast.chloe.save()
    compose(approved(chosen=story))
    bao, chloe = mails()
    assert bao.due_at == now
    assert chloe.due_at.astimezone(cast.chloe.zone).hour == 14


def test_the_path_and_the_questions_of_each(cast, approved, compose, said, ask, answer, make_cohort, now):
    chloe = cast.places["chloe"]
    starts = now.date() - timedelta(days=9)
    cohort = make_cohort("Watch", "Try", "Tell", starts_on=starts, members=[chloe, cast.places["bao"]])
    watch, _try, tell = cohort.programme.steps.all()
    mine, open_one = ask(cast.chloe, "How do I begin?"), ask(cast.chloe, "And how do I end?")
    answer(mine, cast.ada)
    enrolment = cohort.enrolments.get(membership=cast.places["bao"])
    progress.complete(enrolment, watch, by=cast.bao, now=now)
    edition = compose(approved())
    assert said(edition, chloe) == [
        ("answered", mine.pk),
        ("late", watch.pk),
        ("waiting", open_one.pk),
    ]
    # Bao has done the step at which Chloé stands.
    assert said(edition, cast.places["bao"]) == [("step", _try.pk), ("help", open_one.pk)]
    assert tell.pk not in {subject for _kind, subject in said(edition, chloe)}


def test_what_colleagues_solved_about_their_step_most_thanked_first(
    community, cast, approved, compose, said, ask, answer, make_cohort, make_person, join, now
):
    chloe = cast.places["chloe"]
    cohort = make_cohort("Watch", starts_on=now.date(), members=[chloe])
    topic = topics.add(community, "Watching", by=cast.ada, now=now)
    tying.tie(topic, cohort.programme.steps.get(), by=cast.ada, now=now)
    eve = make_person("Eve")
    join(eve)
    first, second = ask(eve, "What to watch?", topic=topic), ask(eve, "When to watch?", topic=topic)
    answer(first, cast.bao, accepted=True)
    saying.say(answer(second, cast.bao, accepted=True), "thanks", by=cast.ada, now=now)
    edition = compose(approved())
    assert said(edition, chloe) == [
        ("step", cohort.programme.steps.get().pk),
        ("solved", second.pk),
        ("solved", first.pk),
    ]


def test_who_asked_without_a_name_is_not_found_by_their_step(
    cast, approved, compose, said, ask, make_cohort, make_person, join, now
):
    """Their question leads to nobody's step; only its topic would say what it is about."""
    eve = join(make_person("Eve"))
    cohort = make_cohort("Watch", starts_on=now.date(), members=[cast.places["bao"], eve])
    bao = cohort.enrolments.get(membership=cast.places["bao"])
    progress.complete(bao, cohort.programme.steps.get(), by=cast.bao, now=now)
    hidden = ask(eve.person, "May I say no?", without_name=True)
    edition = compose(approved())
    assert said(edition, cast.places["bao"]) == []
    assert ("waiting", hidden.pk) in said(edition, eve)


def test_the_same_is_never_said_twice(cast, community, approved, compose, said, story, now):
    compose(approved(chosen=story))
    again = compose(approved(chosen=story))
    assert said(again, cast.places["chloe"]) == []
    assert (again.by_mail, again.nothing) == (0, 3)
    assert Told.objects.get(pk=cast.places["chloe"].pk).keys == {f"read.{story.pk}": now.date().toordinal()}


def test_what_cannot_come_again_is_let_go(now):
    old = now.date().toordinal() - Told.KEPT_DAYS - 1
    assert Told.kept({"help.1": old, "step.2": old, "help.3": old + 1}, now) == {
        "step.2": old,
        "help.3": old + 1,
    }


WAYS = [
    ({"email": None}, {}, "paper"),
    ({"reached_by": "in_person"}, {}, "paper"),
    ({"mail_cadence": "none"}, {}, "unwanted"),
    ({"mail_cadence": "addressed"}, {}, "unwanted"),
    ({"mail_cadence": "none", "email": None}, {}, "paper"),
    ({}, {"mail_cadence": "addressed"}, "unwanted"),
    ({}, {"hears": "addressed"}, "unwanted"),
    ({"mail_cadence": "weekly"}, {}, "mail"),
]


@pytest.mark.parametrize(("person", "place", "way"), WAYS)
def test_each_is_reached_as_they_wish(cast, approved, compose, story, person, place, way):
    for row, values in ((cast.chloe, person), (cast.places["chloe"], place)):
        type(row).objects.filter(pk=row.pk).update(**values)
    edition = compose(approved(chosen=story))
    copy = edition.copies.get(membership=cast.places["chloe"])
    assert (copy.way, bool(copy.items), copy.envelope is not None) == (way, way != "unwanted", way == "mail")
    assert getattr(edition, {"mail": "by_mail", "paper": "on_paper"}.get(way, way)) >= 1


def test_who_stopped_news_gets_none(cast, approved, compose, story, now):
    stopping.stop(cast.chloe, Class.NEWS, now=now)
    edition = compose(approved(chosen=story))
    assert edition.copies.get(membership=cast.places["chloe"]).way == "unwanted"


def test_the_number_of_statements_does_not_grow_with_the_readers(
    community, cast, approved, story, ask, answer, make_cohort, make_person, join, now
):
    """Of a batch of one, and of three."""
    members = [join(make_person(f"Reader{n}")) for n in range(5)]
    make_cohort("Watch", "Try", starts_on=now.date() - timedelta(days=8), members=members)
    for member in members:
        answer(ask(member.person, "How do I begin?"), cast.bao)
    edition = approved(chosen=story)
    known = {"composing_at": now, "composed_up_to": members[0].pk - 1}
    Edition.objects.filter(pk=edition.pk).update(**known)
    week, counted = composing.week_for(edition.pk, present=now), []
    for some in (1, 3):
        with CaptureQueriesContext(connection) as asked:
            assert composing.go_on(edition.pk, week, present=now, at_once=some)
        counted.append(len(asked))
    assert counted[0] == counted[1] < 30
    assert len(mails()) == 4


class Struck(Exception):
    pass


def test_a_worker_struck_in_the_middle_finishes_once_for_each(
    approved, compose, story, make_person, join, monkeypatch, now
):
    for n in range(5):
        join(make_person(f"Reader{n}"))
    edition = approved(chosen=story)
    make, left = Copy.objects.bulk_create, [2]

    def strike(rows):
        left[0] -= 1
        if not left[0]:
            make(rows)
            raise Struck
        return make(rows)

    monkeypatch.setattr(Copy.objects, "bulk_create", strike)
    with pytest.raises(Struck):
        compose(edition, at_once=2)
    edition.refresh_from_db()
    assert (Copy.objects.count(), edition.composed, edition.composed_at) == (2, 2, None)
    compose(edition, at_once=2)
    copies = list(Copy.objects.values_list("membership", flat=True))
    assert (len(copies), len(set(copies)), edition.composed) == (8, 8, 8)
    told = [mail.person_id for mail in mails()]
    assert len(told) == len(set(told)) == edition.by_mail == 7


def test_two_who_are_at_it_make_each_copy_once(approved, compose, story):
    edition = compose(approved(chosen=story))
    compose(edition)
    assert Copy.objects.count() == 3


def test_the_clock_begins_it_and_the_journal_tells(community, approved, story, now):
    edition = approved(chosen=story)
    for pk in composing.due(now):
        week = composing.week_for(pk, present=now)
        assert not composing.go_on(pk, week, present=now)
    assert composing.due(now + timedelta(days=1)) == []
    line = Event.objects.get(verb="sent-letter")
    assert (line.object_id, line.actor) == (str(edition.pk), None)


def test_the_task_of_the_clock(approved, story, now):
    edition = approved(chosen=story)
    Edition.objects.update(leaves_at=now - timedelta(days=400), approved_at=now - timedelta(days=400))
    tasks.begin_letters.func()
    edition.refresh_from_db()
    assert (edition.composed, edition.composed_at is not None) == (3, True)


def test_a_community_whose_clock_is_set_back(community, cast, approved, compose, story, now):
    community.set_back = timedelta(days=100)
    community.save()
    edition = approved(chosen=story)
    assert composing.due(now) == []
    compose(edition, at=now + timedelta(days=100))
    assert [mail.created_at for mail in mails()] == [now + timedelta(days=100)] * 2
