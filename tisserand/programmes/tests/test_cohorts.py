from datetime import date, timedelta

import pytest
from django.urls import reverse

from tisserand.communities.models import Event
from tisserand.people.models import Person
from tisserand.programmes import enrolling, progress, standing
from tisserand.programmes.models import Cohort, Enrolment


def url(name, *args):
    return reverse(name, args=["distance", *args])


@pytest.fixture
def people(cohort, make_person, join, now):
    """Four more members of the cohort."""
    members = [
        join(make_person(name, email=f"{n}@example.net"))
        for n, name in enumerate(["Ines", "Paul", "Rosa", "Zoe"])
    ]
    for member in members:
        cohort.enrolments.create(membership=member, enrolled_at=now)
    return members


@pytest.fixture
def mixed(cohort, people, cast, now):
    """Chloé has done nothing, Ines everything, Paul the first two, Rosa the first (noted), Zoe the last."""
    done = {"Ines": "Watch Try Tell", "Paul": "Watch Try", "Rosa": "Watch", "Zoe": "Tell"}
    for enrolment in cohort.enrolments.select_related("membership__person", "cohort__programme"):
        name = enrolment.membership.person.given_name
        for title in done.get(name, "").split():
            by = cast.ada if name == "Rosa" else enrolment.membership.person
            progress.complete(enrolment, cohort.programme.steps.get(title=title), by=by, now=now)
    return cohort


def obviously(cohort, today):
    """How many stand at, have done and are late with each step, counted person by person."""
    steps = list(cohort.programme.steps.all())
    counted = {step.title: [0, 0, 0] for step in steps}
    finished = 0
    for enrolment in cohort.enrolments.all():
        done = {line.step_id for line in enrolment.progress.all()}
        first = next((step for step in steps if step.pk not in done), None)
        finished += first is None
        for step in steps:
            counted[step.title][0] += step == first
            counted[step.title][1] += step.pk in done
            late = step.pk not in done and step.due_on(cohort) < today and cohort.runs(today)
            counted[step.title][2] += late
    return counted, finished


@pytest.mark.parametrize("days", [-20, 0, 6, 30])
def test_where_people_stand_is_what_one_would_count(mixed, community, days):
    today = community.today() + timedelta(days=days)
    seen = standing.standing(mixed, today)
    assert ({s.step.title: [s.here, s.done, s.late] for s in seen.steps}, seen.finished) == obviously(
        mixed, today
    )
    assert seen.people == 5


def test_nobody_is_late_in_a_cohort_that_has_ended(mixed, community):
    mixed.ends_on = community.today() - timedelta(days=1)
    mixed.save()
    assert [s.late for s in standing.standing(mixed, community.today()).steps] == [0, 0, 0]


def test_who_left_or_withdrew_is_not_counted(mixed, people, cast, now, community):
    people[0].leave(by=cast.ada, now=now)
    enrolling.withdraw(mixed.enrolments.get(membership=people[1]), by=cast.ada, now=now)
    assert standing.standing(mixed, community.today()).people == 3


def test_a_row_per_person_a_cell_per_step_in_words(as_person, cast, mixed):
    page = as_person(cast.ada).get(url("cohort", mixed.pk))
    rows = {
        row.enrolment.membership.person.given_name: [str(cell.state) for cell in row.cells]
        for row in page.context["rows"]
    }
    assert rows == {
        "Chloé": ["late", "late", "ahead"],
        "Ines": ["done", "done", "done"],
        "Paul": ["done", "done", "current"],
        "Rosa": ["helped", "late", "ahead"],
        "Zoe": ["late", "late", "done"],
    }
    html = page.content.decode()
    assert "done, noted by Ada Lovel" in html
    assert "%" not in html[html.index("<main") : html.index("</main>")].replace("%20", "")


def test_a_step_opens_who_is_there(as_person, cast, mixed, step):
    client = as_person(cast.ada)

    def names(query):
        rows = client.get(url("cohort", mixed.pk) + query).context["rows"]
        return [row.enrolment.membership.person.given_name for row in rows]

    assert names(f"?step={step('Watch').pk}") == ["Chloé", "Zoe"]
    assert names(f"?step={step('Try').pk}") == ["Rosa"]
    assert names("?step=finished") == ["Ines"]
    assert len(names("?step=none&page=x")) == 5


def test_a_cohort_page_costs_the_same_for_one_person_and_three(
    as_person, cast, cohort, people, django_assert_max_num_queries, community
):
    client, counts = as_person(cast.ada), []
    client.get(url("cohort", cohort.pk))
    everybody = list(cohort.enrolments.all())
    for some in (everybody[:1], everybody[:4]):
        Enrolment.objects.exclude(pk__in=[e.pk for e in some]).update(withdrawn_at=community.now())
        Enrolment.objects.filter(pk__in=[e.pk for e in some]).update(withdrawn_at=None)
        for enrolment in some:
            progress.complete(enrolment, cohort.programme.steps.first(), by=cast.ada, now=community.now())
        with django_assert_max_num_queries(25) as captured:
            client.get(url("cohort", cohort.pk))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_many_people_come_in_pages(as_person, cast, cohort, community, now):
    people = Person.objects.bulk_create(
        Person(given_name=f"P{n:03}", email=f"p{n}@example.com") for n in range(60)
    )
    members = community.admit_all(people, by=cast.ada, now=now)
    enrolling.enrol(cohort, members, by=cast.ada, now=now)
    page = as_person(cast.ada).get(url("cohort", cohort.pk) + "?page=2")
    assert len(page.context["rows"]) == 11
    assert page.context["standing"].people == 61


# Enrolling


def test_people_are_chosen_and_enrolled(as_person, cast, cohort):
    client = as_person(cast.ada)
    choices = client.get(url("enrol-members", cohort.pk))
    assert [m.person.given_name for m in choices.context["people"]] == ["Ada", "Bao"]
    answer = client.post(
        url("enrol-members", cohort.pk), {"member": [cast.places["bao"].pk, "x", "9" * 40, "-1"]}, follow=True
    )
    assert b"1 person is enrolled." in answer.content
    line = Event.objects.get(verb="enrolled")
    assert (line.actor, line.detail) == (cast.ada, {"cohort": cohort.pk})
    assert cohort.enrolments.active().count() == 2


def test_all_learners_at_once(as_person, cast, cohort, make_person, join):
    for name in ("Ines", "Paul"):
        join(make_person(name))
    as_person(cast.ada).post(url("enrol-members", cohort.pk), {"everybody": "1"})
    names = {e.membership.person.given_name for e in cohort.enrolments.active()}
    assert names == {"Chloé", "Ines", "Paul"}


def test_choosing_nobody_is_said(as_person, cast, cohort):
    answer = as_person(cast.ada).post(url("enrol-members", cohort.pk), follow=True)
    assert b"Nobody was chosen." in answer.content


def test_members_of_another_community_are_not_enrolled(as_person, cast, cohort, community, now):
    from tisserand.communities.models import Community, Membership

    other = Community.objects.create(organisation=community.organisation, name="Other", slug="other")
    foreign = Membership.objects.create(community=other, person=cast.dov, joined_at=now)
    as_person(cast.ada).post(url("enrol-members", cohort.pk), {"member": [foreign.pk]})
    assert not cohort.enrolments.filter(membership=foreign).exists()


def test_enrolling_twice_is_enrolling_once(cohort, cast, now):
    assert enrolling.enrol(cohort, [cast.places["chloe"]], by=cast.ada, now=now) == []
    assert cohort.enrolments.count() == 1


def test_withdrawing_keeps_what_was_done_and_can_be_undone(as_person, cast, cohort, chloe, step, now):
    progress.complete(chloe, step("Watch"), by=cast.chloe, now=now)
    client = as_person(cast.ada)
    answer = client.post(url("withdraw-enrolment", chloe.pk), follow=True)
    assert f'action="{url("restore-enrolment", chloe.pk)}"' in answer.content.decode()
    assert not cohort.enrolments.active().exists()
    assert Event.objects.get(verb="withdrew").detail == {"cohort": cohort.pk}
    client.post(url("restore-enrolment", chloe.pk))
    assert cohort.enrolments.active().get().progress.count() == 1


# Groups


def test_a_group_is_created_then_filled(as_person, cast, cohort):
    data = {"name": "Spring", "starts_on": "2027-03-01", "ends_on": ""}
    answer = as_person(cast.ada).post(url("create-cohort", cohort.programme_id), data)
    made = Cohort.objects.get(name="Spring")
    assert answer.url == url("enrol-members", made.pk)
    assert (made.starts_on, made.ends_on) == (date(2027, 3, 1), None)
    assert Event.objects.get(verb="created", object_type="cohort").detail == {"starts_on": "2027-03-01"}


@pytest.mark.parametrize(
    "data",
    [
        {"name": "", "starts_on": "2027-03-01"},
        {"name": "Autumn", "starts_on": "2027-03-01"},  # taken
        {"name": "Spring", "starts_on": ""},
        {"name": "Spring", "starts_on": "31/02/2027"},
        {"name": "Spring", "starts_on": "99999-01-01"},
        {"name": "Spring", "starts_on": "2027-03-01", "ends_on": "2027-02-01"},
    ],
)
def test_a_wrong_group_is_refused(as_person, cast, cohort, data):
    assert as_person(cast.ada).post(url("create-cohort", cohort.programme_id), data).status_code == 422
    assert Cohort.objects.count() == 1


def test_moving_the_start_moves_the_days(as_person, cast, cohort, chloe, community):
    assert progress.steps_behind(cohort, community.today())
    later = {"name": "Autumn", "starts_on": community.today().isoformat(), "ends_on": ""}
    assert as_person(cast.ada).post(url("edit-cohort", cohort.pk), later).url == url("cohort", cohort.pk)
    cohort.refresh_from_db()
    assert progress.steps_behind(cohort, community.today()) == {}


@pytest.mark.parametrize("name", ["cohort", "enrol-members", "edit-cohort"])
def test_pages_speak_french(as_person, cast, cohort, name):
    Person.objects.update(language="fr")
    page = as_person(Person.objects.get(pk=cast.ada.pk)).get(url(name, cohort.pk)).content.decode()
    for word in ("Enrol", "Change the", ">late<", "Where people", "Save"):
        assert word not in page
