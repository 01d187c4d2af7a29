"""What loading a cohort does to the people of a community."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from tisserand.communities.models import Event, Membership
from tisserand.integrations.imports.models import ExternalId, LoadedPerson
from tisserand.integrations.imports.people import act, lines
from tisserand.mail.models import Envelope
from tisserand.programmes.models import Cohort, Programme

from . import files


def names(outcome):
    return [place.person.name for place in outcome.arrived]


def test_people_arrive_as_learners_and_no_mail_leaves(bring, spreadsheet, community, now):
    outcome = bring(spreadsheet(["ROY", "Zoé", "Zoe.Roy@Example.com ", "06 12 34 56 78"]))
    (place,) = outcome.arrived
    person = place.person
    assert (person.name, person.email, person.phone) == ("Zoé Roy", "zoe.roy@example.com", "+33612345678")
    assert (place.role, place.joined_at, place.community) == ("learner", now, community)
    assert (person.language, person.reached_by, person.has_usable_password()) == ("fr", "mail", False)
    assert Envelope.objects.count() == 0


def test_nobody_counts_as_present_because_of_a_file(bring, spreadsheet, cohort):
    outcome = bring(spreadsheet(["ROY", "Zoé", "zoe@example.com", ""]), cohort=cohort)
    place = Membership.objects.get(pk=outcome.arrived[0].pk)
    assert (place.active_days, place.last_active_on) == (0, None)
    assert not Event.objects.filter(actor=place.person).exists()


def test_the_act_is_in_the_journal(bring, spreadsheet, cohort, community, cast):
    bring(spreadsheet(["ROY", "Zoé", "zoe@example.com", ""]), cohort=cohort, name="liste.csv")
    told = list(community.events.order_by("pk").values_list("verb", "actor", "object_type"))
    ada = cast.ada.pk
    assert told == [("joined", ada, "membership"), ("enrolled", ada, "enrolment"), ("loaded", ada, "")]
    assert community.events.get(verb="loaded").detail == {
        "what": "people",
        "name": "liste.csv",
        "arrived": 1,
        "changed": 0,
        "enrolled": 1,
    }


@pytest.mark.parametrize(
    "cell",
    [
        "06 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "0612345678.0",
        "612345678",
        "33612345678",
        "0033612345678",
        "6.12345678E8",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "Tél : 06 12 34 56 78",
        "0612345678 (perso)",
        "06 12 34 56 78 poste 12",
        "01 42 33 44 55 / 06 12 34 56 78",
        "01 42 33 44 55 ou 06.12.34.56.78",
    ],
)
def test_a_phone_is_read_in_every_shape(cell):
    assert lines.read_phone(cell, "FR") == "+33612345678"


@pytest.mark.parametrize("cell", ["voir RH", "12", "06 12 34 56", "aaaa 99999999999999999"])
def test_what_cannot_be_dialled_is_refused(cell):
    with pytest.raises(lines.Refused):
        lines.read_phone(cell, "FR")


def test_of_two_phone_columns_the_mobile_wins(bring, spreadsheet):
    rows = [["ROY", "01 42 33 44 55", "06 12 34 56 78"], ["LI", "01 42 33 44 56", "-"]]
    outcome = bring(spreadsheet(*rows, headings=["Nom", "Tél. fixe", "Portable"]))
    assert [place.person.phone for place in outcome.arrived] == ["+33612345678", "+33142334456"]


def test_people_without_email_are_people(bring, spreadsheet, plan):
    path = spreadsheet(["ROY", "Zoé", "", "06 12 34 56 78"], ["LI", "Wei", "néant", ""])
    assert plan(path).without_email == 2
    people = [place.person for place in bring(path).arrived]
    assert [(p.name, p.email, p.reached_by) for p in people] == [
        ("Zoé Roy", None, "phone"),
        ("Wei Li", None, "in_person"),
    ]


def test_lines_that_tell_of_one_person_are_joined(plan, spreadsheet):
    path = spreadsheet(
        ["ROY", "Zoé", "zoe@example.com", ""],
        ["Roy", "Zoe", "ZOE@example.com", "06 12 34 56 78"],
        ["ROY", "Zoé", "", ""],
        ["LI", "Wei", "", "06 12 34 56 79"],
        ["LI", "Wei", "", "06 12 34 56 80"],
    )
    prepared = plan(path)
    assert [(a.candidate.name, a.candidate.phone, a.candidate.lines) for a in prepared.arrivals] == [
        ("Zoé Roy", "+33612345678", [2, 3, 4]),
        ("Wei Li", "+33612345679", [5]),
        ("Wei Li", "+33612345680", [6]),
    ]
    assert prepared.joined == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            ["DUPONT", "Jean", "jean.dupont@", ""],
            "Line 3, column “E-mail”: “jean.dupont@” is not a complete address.",
        ),
        (
            ["DUPONT", "Jean", "", "voir RH"],
            "Line 3, column “Portable”: “voir RH” is not a phone number we can dial.",
        ),
        (
            ["DUPONT", "Jean", "zoe@example.com", ""],
            "Line 3: “zoe@example.com” is already the address of Zoé Roy: two people cannot share one.",
        ),
        (
            ["A" * 90, "Jean", "", ""],
            f"Line 3, column “Nom”: “A{'a' * 58}…” is too long: 80 characters at most.",
        ),
    ],
)
def test_an_error_says_its_line_and_column_and_nothing_is_stored(
    bring, plan, spreadsheet, everybody, row, said
):
    path = spreadsheet(["ROY", "Zoé", "zoe@example.com", ""], row)
    before = everybody()
    if row[0].startswith("A"):
        said = said.replace(f"A{'a' * 58}…", f"{'A' * 59}…")
    assert [problem.text for problem in plan(path).problems] == [said]
    with pytest.raises(act.NotReady):
        bring(path)
    assert everybody() == before
    assert not LoadedPerson.objects.exists()


def test_an_error_speaks_french(plan, spreadsheet):
    (problem,) = plan(spreadsheet(["DUPONT", "Jean", "jean.dupont@", ""])).problems
    with override("fr"):
        assert problem.text.replace("\u202f", " ").replace("\u00a0", " ") == (
            "Ligne 2, colonne « E-mail » : « jean.dupont@ » n’est pas une adresse complète."
        )


def test_lines_with_errors_can_be_left_out_by_choice(bring, spreadsheet):
    path = spreadsheet(["ROY", "Zoé", "zoe@example.com", ""], ["DUPONT", "Jean", "jean@", ""])
    assert names(bring(path, leave_out_problems=True)) == ["Zoé Roy"]


@transaction.atomic
def _load_with(prepared, cohort, community, now):
    act.load(prepared, community, by=None, now=now, cohort=cohort)
    connection.check_constraints()


def test_a_failure_at_the_last_step_takes_everything_back(plan, spreadsheet, community, now, everybody):
    prepared, before = plan(spreadsheet(["ROY", "Zoé", "zoe@example.com", ""])), everybody()
    vanished = Cohort(pk=999, programme=Programme(pk=999, community=community))
    with pytest.raises(IntegrityError):
        _load_with(prepared, vanished, community, now)
    assert everybody() == before


def test_a_shared_phone_does_not_make_one_person(plan, spreadsheet):
    prepared = plan(spreadsheet(["ROY", "Zoé", "", "0142334455"], ["LI", "Wei", "", "0142334455"]))
    assert len(prepared.arrivals) == 2


def test_roles_languages_and_departments(bring, spreadsheet, community):
    rows = [
        ["Roy", "a@example.com", "Formatrice", "anglais", "Ventes", "Lyon", "M12"],
        ["Li", "b@example.com", "animateur", "FR", "", "", ""],
    ]
    headings = ["Nom", "Mail", "Rôle", "Langue", "Service", "Site", "Matricule"]
    places = bring(spreadsheet(*rows, headings=headings)).arrived
    assert [(place.role, place.person.language) for place in places] == [("expert", "en"), ("lcm", "fr")]
    assert LoadedPerson.objects.get(person=places[0].person).values["department"] == "Ventes"
    assert ExternalId.objects.get(community=community, key="M12").person == places[0].person


def test_nobody_loses_the_desk_they_work_at(plan, bring, spreadsheet, cast):
    rows = [["Lovel", cast.ada.email, "apprenant"], ["Tran", cast.bao.email, "apprenant"]]
    prepared = plan(spreadsheet(*rows, headings=["Nom", "Mail", "Rôle"]))
    assert [(c.membership.person.given_name, c.field, c.taken) for c in prepared.disputes] == [
        ("Bao", "role", False)
    ]


@pytest.mark.parametrize(
    "cell", ["=cmd|'/C calc'!A0", "<script>alert(1)</script>", "@SUM(1)", "{{ 7*7 }}", "{0.__class__}"]
)
def test_hostile_cells_stay_text(bring, plan, spreadsheet, cell):
    path = files.text(
        spreadsheet().parent / "h.csv", [["Nom", "Prénom", "E-mail"], [cell, "Zoé", "z@example.com"]]
    )
    (place,) = bring(path).arrived
    assert place.person.family_name.replace(" ", "").lower() == cell.replace(" ", "").lower()
    bad = files.text(path, [["Nom", "E-mail"], ["Roy", cell]])
    assert cell[:10] in plan(bad).problems[0].text


def test_the_plan_asks_as_much_for_three_as_for_one(plan, spreadsheet, django_assert_num_queries):
    one = [["ROY", "Zoé", "zoe@example.com", ""]]
    three = [*one, ["LI", "Wei", "li@example.com", ""], ["KA", "Issa", "", ""]]
    for rows in (one, three):
        path = spreadsheet(*rows)
        with django_assert_num_queries(4):
            plan(path)


def test_an_author_of_an_archive_is_nobody_in_a_file(plan, spreadsheet, make_person, join, community):
    author = make_person("Zoé", "Roy", email=None)
    join(author)
    ExternalId.objects.create(community=community, source="author", key="x", person=author)
    assert len(plan(spreadsheet(["ROY", "Zoé", "zoe@example.com", ""])).arrivals) == 1
