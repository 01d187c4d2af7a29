"""Who sees what: the list, the page of one, the doors."""

from datetime import date, timedelta

import pytest

from tisserand.communities.models import Community
from tisserand.meetings import afterwords, attending, planning, signing_up

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("path", "statuses"),
    [
        ("", (200, 200, 200, 404)),
        ("{pk}/", (200, 200, 200, 404)),
        ("{pk}/calendar.ics", (200, 200, 200, 404)),
        ("new/", (200, 403, 403, 404)),
        ("{pk}/details/", (200, 403, 403, 404)),
        ("{pk}/cancellation/", (200, 403, 403, 404)),
        ("{pk}/invitations/", (200, 403, 403, 404)),
        ("{pk}/attendance/", (200, 403, 403, 404)),
        ("{pk}/attendance/paper/", (200, 403, 403, 404)),
        ("{pk}/afterword/", (200, 403, 403, 404)),
    ],
)
def test_who_may_open_what(reader, cast, session, path, statuses):
    url = "/c/distance/meetings/" + path.format(pk=session.pk)
    found = tuple(reader(cast.people[name]).get(url).status_code for name in ("ada", "bao", "chloe", "dov"))
    assert found == statuses


def test_the_session_of_another_community_is_not_found(reader, cast, session, community):
    other = Community.objects.create(organisation=community.organisation, name="Other", slug="other")
    for person in (cast.ada, cast.chloe):
        other.admit(person, "lcm", by=None, now=session.planned_at)
    for path in (
        "",
        "details/",
        "cancellation/",
        "invitations/",
        "attendance/",
        "attendance/paper/",
        "afterword/",
    ):
        assert reader(cast.ada).get(f"/c/other/meetings/{session.pk}/{path}").status_code == 404
    assert (
        reader(cast.ada).post(f"/c/other/meetings/{session.pk}/answer/", {"answer": "link"}).status_code
        == 404
    )
    assert reader(cast.ada).get("/c/other/meetings/").content.decode().count("Opening") == 0
    assert reader(cast.ada).get(f"/c/other/meetings/{10**30}/").status_code == 404


def test_a_session_of_a_group_is_for_the_group_who_leads_and_who_plans(
    reader, cast, plan, make_cohort, join, make_person
):
    eve = join(make_person("Eve"))
    cohort = make_cohort("Watch", starts_on=date(2026, 11, 2), members=[cast.places["chloe"]])
    session = plan(cohort=cohort, leaders=[cast.bao])
    url = f"/c/distance/meetings/{session.pk}/"
    people = {"ada": cast.ada, "bao": cast.bao, "chloe": cast.chloe, "eve": eve.person}
    found = {name: reader(person).get(url).status_code for name, person in people.items()}
    assert found == {"ada": 200, "bao": 200, "chloe": 200, "eve": 404}
    assert "Opening" not in reader(eve.person).get("/c/distance/meetings/").content.decode()
    cohort.enrolments.update(withdrawn_at=session.planned_at)
    assert reader(cast.chloe).get(url).status_code == 404


def test_the_list_says_what_is_to_come_and_what_is_past(reader, cast, plan, words, at, now, come):
    plan(title="First", starts_at=now + DAY)
    last, gone = plan(title="Second", starts_at=now + 9 * DAY), plan(title="Third", starts_at=now + 8 * DAY)
    planning.call_off(gone, by=cast.ada, now=now)
    come(last, "chloe", "no")
    at(now + 2 * DAY)
    said = words(reader(cast.chloe).get("/c/distance/meetings/"))
    to_come, past = said.partition("Past ones")[::2]
    assert [word for word in ("Third", "called off", "you cannot come") if word not in to_come] == []
    assert ("First" in past, "First" in to_come) == (True, False)
    assert "Plan a session" not in said
    assert "Plan a session" in words(reader(cast.ada).get("/c/distance/meetings/"))


def test_members_see_how_many_come_and_never_who(reader, cast, session, come, words):
    come(session, "chloe", "phone")
    said = words(reader(cast.bao).get(f"/c/distance/meetings/{session.pk}/"))
    assert "1 person" in said
    assert "Chloé" not in said
    assert "Chloé" in words(reader(cast.ada).get(f"/c/distance/meetings/{session.pk}/"))


def test_the_hour_is_told_in_the_zone_of_the_reader_and_of_the_organisation(reader, cast, session, words):
    cast.chloe.time_zone = "America/Montreal"
    cast.chloe.save()
    said = words(reader(cast.chloe).get(f"/c/distance/meetings/{session.pk}/"))
    assert "Friday 27 November, from 4 am to 5 am" in said
    assert "10 am by the clocks of Maison Arpent." in said
    assert "by the clocks of" not in words(reader(cast.bao).get(f"/c/distance/meetings/{session.pk}/"))


def test_in_french(reader, cast, session, words):
    cast.chloe.language = "fr"
    cast.chloe.save()
    said = words(reader(cast.chloe, "fr").get(f"/c/distance/meetings/{session.pk}/"))
    assert "Vendredi 27 novembre, de 10 h à 11 h" in said
    assert "Je viens, par téléphone" in said


def test_what_people_write_is_shown_as_it_is_written(reader, cast, plan, now, at):
    session = plan(
        title="<b>Big</b>",
        description="See <script>x</script> https://example.com/a?b=1&c=2",
        room="<i>3</i>",
    )
    at(now + 4 * DAY)
    afterwords.write(
        session,
        "<img src=x onerror=alert(1)>",
        recording="https://e.example/\"onclick='x'",
        by=cast.ada,
        now=now + 4 * DAY,
    )
    page = reader(cast.chloe).get(f"/c/distance/meetings/{session.pk}/").content.decode()
    assert "<b>Big" not in page
    assert "<script>x" not in page
    assert "<img src=x" not in page
    assert "<i>3" not in page
    assert "\"onclick='" not in page
    assert 'href="https://example.com/a?b=1&amp;c=2"' in page


@pytest.mark.parametrize("path", ["", "{pk}/", "{pk}/attendance/", "{pk}/attendance/paper/"])
def test_the_number_of_queries_does_not_grow(
    reader, cast, plan, crowd, now, count_queries, path, community, at
):
    session, ada = plan(leaders=[cast.bao]), reader(cast.ada)
    members = crowd(3)

    def fill(some):
        for number, member in enumerate(some):
            plan(title=f"Other {member.pk} {number}", leaders=[member.person])
            signing_up.answer(session, "link", member=member, by=cast.ada, now=now)
            attending.note(session, {member.person_id: "link"}, by=cast.ada, now=now + 3 * DAY)

    at(now + 3 * DAY)
    url = "/c/distance/meetings/" + path.format(pk=session.pk)
    fill(members[:1])
    one = count_queries(ada, url)
    fill(members[1:])
    assert count_queries(ada, url) == one
