"""A file of people loaded over what is here already."""

from tisserand.people.models import Person


def test_loading_twice_changes_nothing(bring, spreadsheet, everybody, cohort):
    path = spreadsheet(["ROY", "Zoé", "zoe@example.com", "0612345678"], ["LI", "Wei", "", ""])
    first = bring(path, cohort=cohort)
    before = everybody()
    again = bring(path, cohort=cohort)
    assert (len(first.arrived), first.enrolled) == (2, 2)
    assert (again.arrived, again.changed, again.enrolled) == ([], [], 0)
    assert everybody() == before


def test_an_address_that_comes_later_completes_the_person(bring, spreadsheet):
    bring(spreadsheet(["ROY", "Zoé", "", "06 12 34 56 78"], ["LI", "Wei", "", ""]))
    outcome = bring(
        spreadsheet(["Roy", "ZOE", "zoe@example.com", "06 12 34 56 78"], ["LI", "Wei", "li@example.com", ""])
    )
    assert outcome.arrived == []
    assert sorted(place.person.email for place in outcome.changed) == ["li@example.com", "zoe@example.com"]


def test_what_the_person_changed_since_is_kept_and_shown(bring, plan, spreadsheet):
    path = spreadsheet(["ROY", "Zoé", "zoe@example.com", "06 12 34 56 78"])
    bring(path)
    Person.objects.filter(email="zoe@example.com").update(phone="+33699999999")
    (change,) = plan(path).disputes
    assert (change.field, change.old, change.new) == ("phone", "+33699999999", "+33612345678")
    assert bring(path).changed == []
    assert Person.objects.get(email="zoe@example.com").phone == "+33699999999"
    assert len(bring(path, take=[change.key]).changed) == 1
    assert Person.objects.get(email="zoe@example.com").phone == "+33612345678"


def test_what_only_the_file_said_follows_the_file(bring, spreadsheet):
    bring(spreadsheet(["ROY", "Zoé", "zoe@example.com", "06 12 34 56 78"]))
    bring(spreadsheet(["ROY", "Zoé", "zoe@example.com", "06 12 34 56 79"]))
    assert Person.objects.get(email="zoe@example.com").phone == "+33612345679"


def test_a_value_never_loaded_is_disputed_and_a_blank_is_filled(plan, bring, spreadsheet, cast):
    path = spreadsheet(
        ["MARTIN", "Chloë", cast.chloe.email, "0612345678"], ["STONE", "Ada", cast.ada.email, ""]
    )
    prepared = plan(path)
    assert [(c.old, c.new) for c in prepared.disputes] == [("Lovel", "Stone")]
    bring(path)
    cast.chloe.refresh_from_db()
    assert (cast.chloe.name, cast.chloe.phone) == ("Chloé Martin", "+33612345678")


def test_an_account_of_another_community_joins_unchanged(bring, plan, spreadsheet, cast):
    path = spreadsheet(["AUTRE", "Nom", cast.dov.email, "0612345678"])
    assert [a.candidate.name for a in plan(path).arrivals] == ["Nom Autre"]
    (place,) = bring(path).arrived
    cast.dov.refresh_from_db()
    assert (place.person, cast.dov.name, cast.dov.phone) == (cast.dov, "Dov Stein", "")


def test_who_left_is_not_brought_back(bring, plan, spreadsheet, cast, now):
    place = cast.places["chloe"]
    place.leave(by=cast.chloe, now=now)
    path = spreadsheet(["MARTIN", "Chloé", cast.chloe.email, ""])
    assert [r.text for r in plan(path).remarks] == [
        "Line 2: “Chloé Martin” has left this community, and is not brought back by a file."
    ]
    bring(path)
    place.refresh_from_db()
    assert place.left_at == now


def test_namesakes_without_anything_else_are_told_apart_by_a_human(plan, spreadsheet, make_person, join):
    for number in (1, 2):
        join(make_person("Jean", "Martin", email=None, phone=f"+3361234567{number}"))
    said = [problem.text for problem in plan(spreadsheet(["MARTIN", "Jean", "", ""])).problems]
    assert said == ["Line 2: “Jean Martin” could be several members: give an e-mail or a phone to tell who."]
    assert plan(spreadsheet(["MARTIN", "Jean", "", "0612345672"])).problems == []


def test_who_has_changed_their_own_address_is_not_doubled(bring, spreadsheet, make_person):
    path = spreadsheet(["ROY", "Zoé", "zoe@example.com", "06 12 34 56 78"])
    bring(path)
    Person.objects.filter(email="zoe@example.com").update(email="zoe@new.example")
    again = bring(path)
    assert (again.arrived, again.changed) == ([], [])
    assert Person.objects.get(family_name="Roy").email == "zoe@new.example"
    make_person("Zoé", "Martin", email="zoe@example.com")  # the address was given to somebody else
    assert [place.person.family_name for place in bring(path).arrived] == ["Martin"]
