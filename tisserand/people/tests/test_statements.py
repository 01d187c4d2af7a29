"""A statement (ui/statements.py) reads what the query set would, now, for the values given now."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Exists, F, OuterRef, Subquery
from django.utils import timezone

from tisserand.people.models import Person, SignInLink
from tisserand.ui.statements import statement

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


@statement
def joined(language: str = "en", *, since: datetime, name: str):
    people = Person.objects.filter(language=language, joined_at__gte=since - MONTH).exclude(given_name=name)
    return people.order_by("pk")


@statement
def links_of(*, person: int):
    return SignInLink.objects.filter(person=person).select_related("person").annotate(day=F("created_at"))


def names(found):
    return [person.given_name for person in found]


@pytest.fixture
def people(make_person, now):
    return [
        make_person("Amina", joined_at=now - timedelta(days=20)),
        make_person("Bao", joined_at=now - timedelta(days=50), language="fr"),
        make_person("Chloé", joined_at=now - timedelta(days=50)),
    ]


def test_only_the_values_change(people, now, django_assert_num_queries):
    joined(since=now, name="x")
    with django_assert_num_queries(4):
        assert names(joined(since=now, name="Bao")) == ["Amina"]
        assert names(joined(since=now - MONTH, name="Bao")) == ["Amina", "Chloé"]
        assert names(joined(since=now - MONTH, name="Chloé")) == ["Amina"]
        assert names(joined("fr", since=now - MONTH, name="Chloé")) == ["Bao"]


def test_it_reads_what_is_there_now(people, now):
    assert names(joined(since=now, name="x")) == ["Amina"]
    Person.objects.filter(given_name="Chloé").update(joined_at=now, given_name="Clo")
    assert names(joined(since=now, name="x")) == ["Amina", "Clo"]


def test_related_rows_and_annotations_come_along(people, now, django_assert_num_queries):
    amina = people[0]
    link = SignInLink.objects.create(person=amina, fingerprint="f", created_at=now, expires_at=now)
    links_of(person=0)
    with django_assert_num_queries(1):
        [found] = links_of(person=amina.pk)
        assert (found, found.person.given_name, found.day) == (link, "Amina", now)


def test_values_go_into_subqueries(people, now):
    @statement
    def with_links(*, before: datetime, on: date):
        theirs = SignInLink.objects.filter(person=OuterRef("pk"), created_at__lt=before + MONTH)
        last = Subquery(theirs.values("fingerprint")[:1])
        return Person.objects.filter(Exists(theirs), joined_at__date__lt=on).annotate(last=last)

    SignInLink.objects.create(person=people[0], fingerprint="f", created_at=now, expires_at=now)
    assert [(p.given_name, p.last) for p in with_links(before=now, on=now.date())] == [("Amina", "f")]
    assert with_links(before=now - MONTH, on=now.date()) == []
    assert with_links(before=now, on=now.date() - timedelta(days=20)) == []


def test_values_of_one_type_are_told_apart(people, now):
    @statement
    def between(*, first: datetime, last: datetime):
        return Person.objects.filter(joined_at__gte=last - MONTH, joined_at__lte=first).order_by("pk")

    assert names(between(first=now, last=now)) == ["Amina"]
    assert names(between(first=now - MONTH, last=now - MONTH)) == ["Bao", "Chloé"]
    assert names(between(first=now - MONTH, last=now)) == []
    assert names(between(first=now, last=now - MONTH)) == ["Amina", "Bao", "Chloé"]


def test_reckoning_with_a_value_is_refused():
    @statement
    def since_midnight(*, now: datetime):
        return Person.objects.filter(joined_at__gte=now.replace(hour=0))

    @statement
    def twice(*, pk: int):
        return Person.objects.filter(pk=pk * 2)

    @statement
    def some(*, pk: int):
        return Person.objects.filter(pk__in=range(pk % 7 + 1))

    @statement
    def names_only(*, pk: int):
        return Person.objects.filter(pk=pk).values_list("given_name")

    for refused, values in [
        (since_midnight, {"now": timezone.now()}),
        (twice, {"pk": 1}),
        (some, {"pk": 1}),
        (names_only, {"pk": 1}),
    ]:
        with pytest.raises(ImproperlyConfigured):
            refused(**values)
