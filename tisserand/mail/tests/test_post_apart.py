"""A mail of their own for each of many people, in a few statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.mail import outbox
from tisserand.mail.models import Envelope

pytestmark = pytest.mark.django_db


def test_each_has_their_own_ids_and_who_has_no_address_has_none(make_person, now):
    eve, tom, rose = make_person("Eve"), make_person("Tom"), make_person("Rose", email=None)
    letters = [(eve, {"edition": 1, "member": 5}), (tom, {"edition": 1, "member": 6}), (rose, {})]
    made = outbox.post_apart("letter", letters, now=now)
    assert {person: envelope.data["member"] for person, envelope in made.items()} == {eve.pk: 5, tom.pk: 6}
    assert set(Envelope.objects.values_list("pk", flat=True)) == {one.pk for one in made.values()}


def test_statements_do_not_grow_with_them(make_person, now):
    people = [(make_person(f"P{n}"), {"edition": 1}) for n in range(4)]
    counted = []
    for some in (people[:1], people[1:]):
        with CaptureQueriesContext(connection) as asked:
            outbox.post_apart("letter", some, now=now)
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_who_stopped_them_is_left_out_and_none_is_none(make_person, now):
    made = outbox.post_apart("letter", [(make_person("Eve", mail_cadence="none"), {})], now=now)
    assert (made, outbox.post_apart("letter", [], now=now)) == ({}, {})


def test_a_kind_that_gathers_is_refused(make_person, now):
    with pytest.raises(ValueError, match="gathered"):
        outbox.post_apart("followed", [(make_person("Eve"), {})], now=now)
