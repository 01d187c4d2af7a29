"""Every address of privacy × everybody. Ada leads, Odette leads elsewhere, Sylvain administers the site."""

import pytest
from django.db import transaction

from tisserand.communities.models import Community
from tisserand.conversations.models import NameLeft
from tisserand.privacy import erasing, finding, links, starting

IN = 302  # led to sign in
WHO = ("anonymous", "stranger", "learner", "expert", "lcm", "other_lcm", "administrator")
TABLE = [
    # method, path                              anonymous stranger learner expert lcm other_lcm administrator
    ("get", "/me/data/", (IN, 200, 200, 200, 200, 200, 200)),
    ("post", "/me/data/export/", (IN, 302, 302, 302, 302, 302, 302)),
    ("get", "/me/data/export/", (405, 405, 405, 405, 405, 405, 405)),
    ("get", "/me/data/export/{export}/", (IN, 404, 200, 404, 404, 404, 404)),
    ("get", "/me/data/export/{export}/file/", (IN, 404, 200, 404, 404, 404, 404)),
    ("get", "/me/erasure/", (IN, 200, 200, 200, 200, 200, 200)),
    ("post", "/me/erasure/", (IN, 422, 422, 422, 422, 422, 422)),
    ("post", "/me/erasure/withdrawal/", (IN, 302, 302, 302, 302, 302, 302)),
    ("get", "/me/erasure/withdrawal/", (405, 405, 405, 405, 405, 405, 405)),
    ("get", "/stay/{token}/", (200, 200, 200, 200, 200, 200, 200)),
    ("get", "/stay/x{token}/", (404, 404, 404, 404, 404, 404, 404)),
    ("get", "/site/periods/", (IN, 403, 403, 403, 403, 403, 200)),
    ("get", "/site/periods/journal/", (IN, 403, 403, 403, 403, 403, 200)),
    ("get", "/site/periods/account/", (IN, 403, 403, 403, 403, 403, 404)),
    ("get", "/site/periods/nothing/", (IN, 403, 403, 403, 403, 403, 404)),
    ("post", "/site/periods/journal/", (IN, 403, 403, 403, 403, 403, 200)),
    ("get", "/site/people/?name=chl", (IN, 403, 403, 403, 403, 403, 200)),
    ("get", "/site/people/{chloe}/", (IN, 403, 403, 403, 403, 403, 200)),
    ("get", "/site/people/999999/", (IN, 403, 403, 403, 403, 403, 404)),
    ("post", "/site/people/{chloe}/export/", (IN, 403, 403, 403, 403, 403, 302)),
    ("get", "/site/people/{chloe}/export/file/", (IN, 403, 403, 403, 403, 403, 404)),
    ("get", "/site/people/{ivo}/export/file/", (IN, 403, 403, 403, 403, 403, 200)),
    ("get", "/site/people/{chloe}/erasure/", (IN, 403, 403, 403, 403, 403, 200)),
    ("post", "/site/people/{chloe}/erasure/", (IN, 403, 403, 403, 403, 403, 422)),
    ("post", "/site/people/{chloe}/erasure/withdrawal/", (IN, 403, 403, 403, 403, 403, 302)),
    ("get", "/site/erasures/", (IN, 403, 403, 403, 403, 403, 200)),
    ("get", "/c/distance/conversations/names/", (IN, 404, 403, 403, 200, 404, 404)),
    ("post", "/c/distance/conversations/names/{left}/", (IN, 404, 403, 403, 302, 404, 404)),
    ("get", "/c/distance/conversations/names/{left}/", (405, 405, 405, 405, 405, 405, 405)),
    ("post", "/c/elsewhere/conversations/names/{left}/", (IN, 404, 404, 404, 404, 404, 404)),
]


@pytest.fixture
def people(cast, community, make_person, join, now):
    elsewhere = Community.objects.create(organisation=community.organisation, name="E", slug="elsewhere")
    odette = make_person("Odette")
    elsewhere.admit(odette, "lcm", by=None, now=now)
    join(make_person("Léa"), "lcm")  # nobody here runs a community alone
    elsewhere.admit(make_person("Marc"), "lcm", by=None, now=now)
    found = {
        "anonymous": None,
        "stranger": cast.dov,
        "learner": cast.chloe,
        "expert": cast.bao,
        "lcm": cast.ada,
        "other_lcm": odette,
        "administrator": make_person("Sylvain", is_administrator=True),
    }
    assert tuple(found) == WHO
    return found


@pytest.fixture
def ids(people, cast, make_person, life, now):
    ivo = make_person("Ivo", email=None)
    starting.ask(ivo, by=people["administrator"], now=now)
    left = NameLeft.objects.create(post=life.free, places=[[18, 23]], found_at=now)
    # the last act: two exports at a time would be one
    return {
        "chloe": cast.chloe.pk,
        "ivo": ivo.pk,
        "export": starting.ask(cast.chloe, by=cast.chloe, now=now).pk,
        "token": links.stay(erasing.ask(cast.bao, by=cast.bao, now=now)).rstrip("/").rpartition("/")[2],
        "left": left.pk,
    }


@pytest.mark.parametrize(("method", "path", "expected"), TABLE, ids=[f"{row[0]} {row[1]}" for row in TABLE])
def test_every_door(client, people, ids, method, path, expected):
    answers = []
    for person in people.values():
        with transaction.atomic():
            client.logout()
            if person:
                client.force_login(person)
            answers.append(getattr(client, method)(path.format(**ids)).status_code)
            transaction.set_rollback(True)
    assert dict(zip(WHO, answers, strict=True)) == dict(zip(WHO, expected, strict=True))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("chlo", ["Chloé Martin"]),
        ("MARTIN chl", ["Chloé Martin"]),
        ("example", []),
        ("chloe@ex", ["Chloé Martin"]),
        ("nobody", []),
    ],
)
def test_people_are_found_by_name_and_by_what_stands_before_the_at_sign(cast, words, found):
    assert [person.name for person in finding.people(words)] == found
