from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from tisserand.communities.models import Event
from tisserand.people.models import Person
from tisserand.programmes import paths, progress, words
from tisserand.programmes.models import Progress


def url(name, *args):
    return reverse(name, args=["distance", *args])


def states(path):
    return [(item.step.title, str(item.state)) for item in path.steps]


def spaced(text):
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_path_says_what_is_done_late_and_to_come(cohort, chloe, cast, step, now, community):
    now = community.now()
    assert states(paths.of(chloe.membership, now)[0]) == [
        ("Watch", "late"),
        ("Try", "late"),
        ("Tell", "ahead"),
    ]
    progress.complete(chloe, step("Watch"), by=cast.chloe, now=now)
    progress.complete(chloe, step("Try"), by=cast.ada, now=now)
    with translation.override("en"):
        path = paths.of(chloe.membership, now)[0]
    assert states(path) == [("Watch", "done"), ("Try", "helped"), ("Tell", "current")]
    assert [item.first for item in path.steps] == [False, False, True]
    assert [item.words for item in path.steps][:2] == ["done today", "done today, noted by Ada Lovel"]
    assert path.done == 2


def test_nobody_is_late_once_it_has_ended(cohort, chloe, community):
    cohort.ends_on = community.today() - timedelta(days=1)
    cohort.save()
    path = paths.of(chloe.membership, community.now())[0]
    assert states(path) == [("Watch", "current"), ("Try", "ahead"), ("Tell", "ahead")]


@pytest.mark.parametrize(
    ("days", "late", "french", "english"),
    [
        (0, False, "pour aujourd’hui", "due today"),
        (1, False, "pour demain", "due tomorrow"),
        (3, False, "pour vendredi", "due on Friday"),
        (20, False, "pour le lundi 14 décembre", "due on Monday 14 December"),
        (-1, True, "attendue depuis hier", "expected since yesterday"),
        (-3, True, "attendue depuis trois jours", "expected for three days"),
        (-30, True, "attendue depuis 30 jours", "expected for 30 days"),
        (-3, False, "prévue le samedi 21 novembre", "was due on Saturday 21 November"),
    ],
)
def test_days_are_told_as_people_say_them(now, days, late, french, english):
    today = now.date()  # Tuesday 24 November 2026
    for language, wanted in (("fr", french), ("en", english)):
        with translation.override(language):
            assert spaced(words.due(today + timedelta(days=days), today, late=late)) == wanted


def test_one_click_says_it_is_done_and_another_that_it_is_not(as_person, cast, chloe, step, cohort):
    client, page = as_person(cast.chloe), url("programme", cohort.programme_id)
    done, undone = (url(f"{name}-step", chloe.pk, step("Watch").pk) for name in ("complete", "uncomplete"))
    assert f'action="{done}"' in client.get(page).content.decode()
    answer = client.post(done, headers={"referer": f"http://testserver{page}"}, follow=True)
    assert answer.redirect_chain[0][0].endswith(page)
    assert "“Watch”: done." in answer.content.decode()
    assert answer.content.decode().count(f'action="{undone}"') == 2  # on the step, and to undo in the notice
    assert Progress.objects.get().source == "declared"
    client.post(undone)
    assert not Progress.objects.exists()
    assert [line.verb for line in Event.objects.by(cast.chloe).filter(object_type="step").order_by("pk")] == [
        "completed",
        "uncompleted",
    ]


def test_it_goes_back_to_the_page_one_came_from_and_nowhere_else(as_person, cast, chloe, step, cohort):
    client, done = as_person(cast.chloe), url("complete-step", chloe.pk, step("Watch").pk)
    assert client.post(done, headers={"referer": "http://testserver/c/distance/"}).url.endswith(
        "/c/distance/"
    )
    for elsewhere in ("https://evil.example/", "", "javascript:alert(1)"):
        answer = client.post(done, headers={"referer": elsewhere})
        assert answer.url == url("programme", cohort.programme_id)


def test_with_scripts_the_path_changes_in_place(as_person, cast, chloe, step):
    done = url("complete-step", chloe.pk, step("Watch").pk)
    answer = as_person(cast.chloe).post(done, {"path": "1"}, headers={"hx-request": "true"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert page.strip().startswith(f'<ol class="path" id="path-{chloe.pk}"')
    assert "<html" not in page
    assert 'class="path-step done"' in page


def test_another_act_from_another_page_is_not_answered_with_a_path(as_person, cast, chloe, step):
    done = url("complete-step", chloe.pk, step("Watch").pk)
    assert as_person(cast.chloe).post(done, headers={"hx-request": "true"}).status_code == 302


def test_who_runs_it_notes_a_step_for_somebody_from_their_page(as_person, cast, chloe, step):
    client, member = as_person(cast.ada), url("member", cast.places["chloe"].pk)
    done = url("complete-step", chloe.pk, step("Watch").pk)
    assert f'action="{done}"' in client.get(member).content.decode()
    client.post(done, headers={"referer": f"http://testserver{member}"})
    line = Progress.objects.get()
    assert (line.source, line.noted_by) == ("noted", cast.ada)
    assert "noted by Ada Lovel" in client.get(member).content.decode()


@pytest.mark.parametrize(("who", "shown"), [("ada", True), ("chloe", True), ("bao", False)])
def test_the_steps_of_a_person_are_for_them_and_for_who_runs_it(as_person, cast, chloe, who, shown):
    page = as_person(cast.people[who]).get(url("member", cast.places["chloe"].pk)).content.decode()
    assert ("Watch" in page) is shown


def test_who_does_not_take_it_sees_the_steps_without_their_state(as_person, cast, cohort):
    page = as_person(cast.bao).get(url("programme", cohort.programme_id)).content.decode()
    assert "due on day 7" in page
    assert "/done/" not in page


def test_a_learner_with_one_programme_is_led_straight_to_it(as_person, cast, cohort, community):
    client = as_person(cast.chloe)
    assert client.get(url("programmes")).url == url("programme", cohort.programme_id)
    community.programmes.create(name="<b>Second</b>")
    page = client.get(url("programmes")).content.decode()
    assert "&lt;b&gt;Second" in page
    assert page.index("Recast without hurting") < page.index("Second")


def test_a_programme_page_costs_the_same_for_one_step_and_three(
    as_person, cast, cohort, chloe, django_assert_max_num_queries
):
    client, counts = as_person(cast.chloe), []
    client.get(url("programme", cohort.programme_id))
    for keep in (3, 1):
        for extra in list(cohort.programme.steps.all())[keep:]:
            extra.delete()
        for item in cohort.programme.steps.all():
            progress.complete(chloe, item, by=cast.ada, now=cohort.programme.community.now())
        with django_assert_max_num_queries(20) as captured:
            client.get(url("programme", cohort.programme_id))
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_step_done(cohort, chloe, step, cast, now, at_once):
    watch = step("Watch")
    act = lambda: progress.complete(chloe, watch, by=cast.chloe, now=now)  # noqa: E731
    assert at_once(act, act) == [None, None]
    assert Progress.objects.count() == 1
    assert Event.objects.filter(verb="completed").count() == 1


def test_the_page_in_french(as_person, cast, cohort, chloe, step, community):
    Person.objects.update(language="fr")
    progress.complete(chloe, step("Watch"), by=cast.ada, now=community.now())
    page = spaced(
        as_person(Person.objects.get(pk=cast.chloe.pk))
        .get(url("programme", cohort.programme_id))
        .content.decode()
    )
    for said in (
        "faite aujourd’hui, notée par Ada Lovel",
        "attendue depuis deux jours",
        "C’est fait",
        "Pas encore",
    ):
        assert said in page


def test_who_runs_it_takes_somebody_out_of_a_group_from_their_page(as_person, cast, cohort):
    enrolment = cohort.enrolments.get()
    url = reverse("member", args=["distance", cast.places["chloe"].pk])
    out = reverse("withdraw-enrolment", args=["distance", enrolment.pk])
    assert f'action="{out}"' in as_person(cast.ada).get(url).content.decode()
    assert out not in as_person(cast.chloe).get(url).content.decode()
