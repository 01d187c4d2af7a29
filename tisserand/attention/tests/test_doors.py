"""Who may open what: only those who run the community."""

import pytest

from tisserand.attention.models import Outreach

PAGES = [
    "my-day/",
    "my-day/letters/",
    "my-day/followed/",
    "my-day/followed/wrote/",
    "my-day/letters/{letter}/",
    "my-day/write/?member={chloe}",
    "my-day/call/?member={chloe}",
    "my-day/write/?signal={key}",
    "my-day/call/?signal={key}",
    "my-day/postpone/?signal={key}",
    "my-day/set-aside/?signal={key}",
]
ACTS = ["reply", "relaunch", "settle", "write", "call", "greet", "postpone", "set-aside", "undo"]
REFUSED = {"bao": 403, "chloe": 403, "dov": 404}
STATUS = {"ada": 200} | REFUSED


@pytest.fixture
def names(settled, enrol, clock, the_key):
    """What the addresses name: a letter, a member, the key of a line."""
    chloe = settled.places["chloe"]
    enrol(chloe)
    key = the_key()
    letter = Outreach.objects.create(
        community=chloe.community,
        membership=settled.places["bao"],
        kind="wrote",
        done_by=settled.ada,
        done_at=clock.now,
        note="Hello",
        subject="Hello",
    )
    return {"letter": letter.pk, "chloe": chloe.pk, "key": key}


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_to_lcms_only(as_person, client, cast, names, page):
    path = "/c/distance/" + page.format(**names)
    assert client.get(path).url.startswith("/sign-in/")
    assert {name: as_person(cast.people[name]).get(path).status_code for name in STATUS} == STATUS


@pytest.mark.parametrize("act", ACTS)
def test_acts_are_refused_to_the_others(as_person, cast, names, act):
    said = {"signal": names["key"], "text": "x", "subject": "x", "outcome": "reached", "act": "o1"}
    for name, status in REFUSED.items():
        response = as_person(cast.people[name]).post(f"/c/distance/my-day/{act}/", said)
        assert (name, response.status_code) == (name, status)
    assert Outreach.objects.count() == 1


FORGED = [
    "",
    "x",
    "never_came:m1:20261114;drop",
    "never_came:m99999999999999999999:20261114",
    "<script>:m1:20261114",
    "never_came:m1",
    "never_came:m\u0661:20261114",
    "a" * 5000,
]


@pytest.mark.parametrize("act", [act for act in ACTS if act != "undo"])
def test_forged_keys_find_nothing(as_person, cast, names, act):
    client, path = as_person(cast.ada), f"/c/distance/my-day/{act}/"
    for send in (client.get, client.post):
        found = {key: send(path, {"signal": key}).status_code for key in FORGED}
        assert found == dict.fromkeys(FORGED, 404)


@pytest.mark.parametrize("act", ["write", "call"])
def test_forged_members_find_nothing(as_person, cast, names, act):
    client, forged = as_person(cast.ada), ["", "x", "0", "99999999", "9" * 40, "-1"]
    found = {m: client.get(f"/c/distance/my-day/{act}/", {"member": m}).status_code for m in forged}
    assert found == dict.fromkeys(forged, 404)


@pytest.fixture
def elsewhere(community, cast, make_person, now):
    """Another community of the house, with a member, a thread and an act of its own."""
    from tisserand.communities.models import Community, Membership
    from tisserand.conversations import writing

    other = Community.objects.create(organisation=community.organisation, name="Elsewhere", slug="elsewhere")
    place = Membership.objects.create(
        community=other, person=make_person("Elsa", "Dupont"), joined_at=now, role="learner"
    )
    thread = writing.start(
        other, kind="help", title="Help", by=place.person, source="…", now=now, notify=False
    )
    act = Outreach.objects.create(
        community=other, membership=place, kind="wrote", done_at=now, note="Secret", subject="Secret"
    )
    return place, thread, act


def test_nothing_of_another_community_can_be_reached(as_person, cast, elsewhere, clock):
    place, thread, act = elsewhere
    client, here = as_person(cast.ada), "/c/distance/my-day"
    key = f"help_waiting:t{thread.pk}:{thread.created_at:%Y%m%d%H%M%S}"
    assert client.get(f"{here}/write/?member={place.pk}").status_code == 404
    assert client.get(f"{here}/letters/{act.pk}/").status_code == 404
    assert b"Secret" not in client.get(f"{here}/letters/?sent=o{act.pk}").content
    answer = client.post(f"{here}/reply/", {"signal": key, "text": "Here."})
    assert answer.status_code == 409
    assert "Elsa" not in answer.content.decode()
    assert thread.posts.count() == 1
    client.post(f"{here}/undo/", {"act": f"o{act.pk}"})
    act.refresh_from_db()
    assert act.withdrawn_at is None


@pytest.mark.parametrize("ref", ["", "o", "oo", "x1", "o-1", "o" + "9" * 30, "d\u0661"])
def test_forged_acts_are_passed_over(as_person, cast, clock, ref):
    assert as_person(cast.ada).post("/c/distance/my-day/undo/", {"act": ref}).status_code == 302


@pytest.mark.parametrize("page", ["followed/nothing/", "followed/wrote/?sign=nothing"])
def test_unknown_kinds_of_acts_find_nothing(as_person, cast, clock, page):
    assert as_person(cast.ada).get(f"/c/distance/my-day/{page}").status_code == 404


def test_undoing_is_a_post(as_person, cast, clock):
    assert as_person(cast.ada).get("/c/distance/my-day/undo/").status_code == 405
