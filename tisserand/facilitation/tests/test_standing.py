"""Where each stands, told without merging; a group of thousands costs as many statements as a small one."""

import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.communities.models import Membership
from tisserand.facilitation import answering, drafts, naming, questions, standing
from tisserand.facilitation.models import Pair, Paired, Sending
from tisserand.mail.models import Envelope
from tisserand.people.models import Person
from tisserand.programmes.models import Enrolment

URL = "/c/distance/animation/"
number = itertools.count()


@pytest.fixture
def crowd(community, cohort, now):
    """`crowd(3000)`: so many learners more."""

    def crowd(count):
        people = [
            Person(given_name=f"Emma{n:05}", family_name="Roy", email=f"emma{n}@example.com", language="en")
            for n in itertools.islice(number, count)
        ]
        Person.objects.bulk_create(people)
        members = [
            Membership(community=community, person=one, role="learner", joined_at=now) for one in people
        ]
        Membership.objects.bulk_create(members)
        Enrolment.objects.bulk_create(
            Enrolment(cohort=cohort, membership=one, enrolled_at=now) for one in members
        )
        return members

    return crowd


def agrees(planned, now, by):
    """What is told of each is what the merged drafts say, one by one."""
    stand, read = standing.of(planned, now, by), drafts.of(planned, by=by, now=now)

    def ids(found):
        return {one.member.pk for one in found}

    assert set(stand.waiting) == ids(one for one in read.drafts if one.waits)
    assert set(stand.ready) == ids(one for one in read.drafts if one.ready)
    assert set(stand.alike) == ids(read.alike)
    assert set(stand.looked) == ids(read.to_look_at)
    assert set(stand.approved) == ids(read.approved)
    return stand


@pytest.mark.parametrize("to", ["learners", "managers", "experts"])
@pytest.mark.parametrize(
    "place", ["first_name", "plan", "partner", "manager", "module", "left", "expert", "situation"]
)
def test_it_tells_what_the_merged_drafts_say(put, crowd, cohort, cast, now, to, place):
    one, two, three = crowd(3)
    answering.intend(one, cohort, "When I sit.", by=cast.ada, now=now)
    naming.name(two, given="Max", family="", email="max@example.org", by=cast.ada, now=now)
    pair = Pair.objects.create(cohort=cohort, made_at=now)
    for member in (two, three):
        Paired.objects.create(pair=pair, membership=member, cohort=cohort)
    for step in cohort.programme.steps.all():
        Enrolment.objects.get(membership=one).progress.create(step=step, completed_at=now)
    three.person.email = None
    three.person.save()
    agrees(put(f"Of {{{place}}}.", to=to), now, cast.ada)
    agrees(put("Hello.", to=to, questions=questions.read(f"Of {{{place}}}?")), now, cast.ada)


def test_it_tells_what_was_decided(put, crowd, cast, now):
    planned = put("Hello {first_name}, {plan}.")
    crowd(4)
    first, second, third, fourth, _last = drafts.of(planned, by=cast.ada, now=now).drafts
    drafts.edit(first, planned, subject="A", text="Ready.", by=cast.ada)
    drafts.edit(second, planned, subject="A", text="Of {plan}.", by=cast.ada)
    drafts.set_aside(third, planned, by=cast.ada, now=now)
    drafts.edit(fourth, planned, subject="A", text="Gone.", by=cast.ada)
    edited = drafts.of(planned, by=cast.ada, now=now).of(fourth.member.pk)
    drafts.approve([edited], planned, by=cast.ada, now=now)
    Enrolment.objects.filter(membership=fourth.member).update(withdrawn_at=now)  # and left the group
    stand = agrees(planned, now, cast.ada)
    assert (len(stand.ready), len(stand.alike), len(stand.approved)) == (1, 0, 1)


def statements(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def test_a_group_of_thousands_costs_as_many_statements_as_a_small_one(ada, put, crowd, cast, now):
    planned = put("Hello {first_name}, {module}.")
    page = f"{URL}{planned.pk}/"
    crowd(40)
    ada.get(page)
    small = statements(lambda: ada.get(page))
    crowd(3_000)
    shown = ada.get(page).text
    assert statements(lambda: ada.get(page)) == small
    assert "3041 mails to read" in shown
    assert shown.count("Emma0") <= 4 * standing.PAGE  # a page of them, whatever their number
    assert "2 / 153" in ada.get(f"{page}?page=2").text
    for odd in ("0", "-1", "999999999999", "x", "\u0661"):
        assert ada.get(page, {"page": odd}).status_code == 200


def test_they_leave_together_in_a_few_statements_each_once(put, crowd, cast, now):
    planned = put("Hello {first_name}.")
    crowd(600)
    stand = standing.of(planned, now, cast.ada)
    cost = statements(lambda: drafts.approve_all(stand.alike, planned, by=cast.ada, now=now))
    assert cost < 90
    assert drafts.approve_all(stand.alike, planned, by=cast.ada, now=now) == 0
    assert Sending.objects.exclude(envelope=None).count() == Envelope.objects.count() == 601
    texts = set(Sending.objects.values_list("text", flat=True))
    assert len(texts) == 601


def test_a_manager_of_several_gets_one_mail_about_each(put, crowd, cast, now):
    planned = put("Hello {manager}, of {first_name}.", to="managers")
    for member in crowd(3):
        naming.name(member, given="Max", family="", email="max@example.org", by=cast.ada, now=now)
    stand = standing.of(planned, now, cast.ada)
    assert drafts.approve_all(stand.alike, planned, by=cast.ada, now=now) == 3
    assert Envelope.objects.filter(person__email="max@example.org").count() == 3


def test_what_somebody_changed_meanwhile_does_not_leave_unread(put, cast, now):
    planned = put()
    [draft] = drafts.of(planned, by=cast.ada, now=now).drafts
    drafts.edit(draft, planned, subject="A", text="Otherwise.", by=cast.ada)
    assert drafts.approve([draft], planned, by=cast.ada, now=now) == []
