"""Every act × everybody. Chloé asks, Bao replies; Eva is a learner who wrote nothing."""

import pytest
from django.db import transaction

from tisserand.conversations import reports, writing

ANONYMOUS = 302
#                    method path                            anonymous dov  eva  chloe bao  ada
TABLE = [
    ("get", "", (ANONYMOUS, 404, 200, 200, 200, 200)),
    ("get", "for-me/", (ANONYMOUS, 404, 200, 200, 200, 200)),
    ("get", "new/", (ANONYMOUS, 404, 200, 200, 200, 200)),
    ("post", "new/", (ANONYMOUS, 404, 422, 422, 422, 422)),
    ("get", "people/?q=b", (ANONYMOUS, 404, 200, 200, 200, 200)),
    ("get", "{thread}/", (ANONYMOUS, 404, 200, 200, 200, 200)),
    ("get", "{gone}/", (ANONYMOUS, 404, 404, 200, 404, 200)),
    ("post", "{thread}/replies/", (ANONYMOUS, 404, 422, 422, 422, 422)),
    ("post", "{gone}/replies/", (ANONYMOUS, 404, 404, 422, 404, 422)),
    ("get", "{thread}/replies/", (405, 405, 405, 405, 405, 405)),
    ("post", "{thread}/follow/", (ANONYMOUS, 404, 302, 302, 302, 302)),
    ("post", "{thread}/unfollow/", (ANONYMOUS, 404, 302, 302, 302, 302)),
    ("post", "{thread}/accept/", (ANONYMOUS, 404, 403, 302, 403, 403)),
    ("post", "{thread}/unaccept/", (ANONYMOUS, 404, 403, 302, 403, 403)),
    ("post", "{thread}/unsolved/", (ANONYMOUS, 404, 403, 302, 403, 403)),
    ("get", "{thread}/accept/", (405, 405, 405, 405, 405, 405)),
    ("get", "posts/{post}/edit/", (ANONYMOUS, 404, 403, 403, 200, 403)),
    ("post", "posts/{post}/edit/", (ANONYMOUS, 404, 403, 403, 422, 403)),
    ("get", "posts/{post}/delete/", (ANONYMOUS, 404, 403, 403, 200, 200)),
    ("post", "posts/{post}/delete/", (ANONYMOUS, 404, 403, 403, 302, 422)),
    ("get", "posts/{post}/history/", (ANONYMOUS, 404, 403, 403, 200, 200)),
    ("get", "posts/{post}/report/", (ANONYMOUS, 404, 200, 200, 403, 200)),
    ("post", "posts/{post}/report/", (ANONYMOUS, 404, 422, 422, 403, 422)),
    ("post", "posts/{taken_back}/restore/", (ANONYMOUS, 404, 403, 403, 302, 403)),
    ("post", "posts/{moderated}/restore/", (ANONYMOUS, 404, 403, 403, 403, 302)),
    ("get", "posts/{taken_back}/edit/", (ANONYMOUS, 404, 404, 404, 404, 404)),
    ("get", "reports/", (ANONYMOUS, 404, 403, 403, 403, 200)),
    ("post", "reports/{report}/settlement/", (ANONYMOUS, 404, 403, 403, 403, 422)),
]


@pytest.fixture
def ids(cast, ask, question, answer, now):
    post, taken_back, moderated = answer(question), answer(question), answer(question)
    writing.delete(taken_back, by=cast.bao, now=now)
    writing.delete(moderated, by=cast.ada, now=now, reason="No")
    gone = ask()
    writing.delete(gone.posts.get(), by=cast.chloe, now=now)
    report = reports.report(post, by=cast.chloe, reason="Rude", now=now)
    rows = {"thread": question, "gone": gone, "post": post, "taken_back": taken_back}
    rows |= {"moderated": moderated, "report": report}
    return {name: row.pk for name, row in rows.items()}


def test_every_door(client, reader, cast, make_person, join, ids, at):
    eva = make_person("Eva", "Roy")
    join(eva)
    everybody = [client, *(reader(person) for person in (cast.dov, eva, cast.chloe, cast.bao, cast.ada))]
    found = {}
    for method, path, _ in TABLE:
        url, got = "/c/distance/conversations/" + path.format(**ids), []
        data = {"post": ids["post"]} if path.endswith("/accept/") else {}
        for browser in everybody:
            with transaction.atomic():  # each finds things as they were
                got.append(getattr(browser, method)(url, data).status_code)
                transaction.set_rollback(True)
        found[method, path] = tuple(got)
    assert found == {(method, path): expected for method, path, expected in TABLE}


@pytest.mark.parametrize(
    "path", ["{thread}/", "posts/{post}/edit/", "posts/{post}/history/", "posts/{post}/report/"]
)
def test_what_belongs_to_another_community_is_not_found(reader, cast, ids, at, community, path):
    from tisserand.communities.models import Community, Membership

    elsewhere = Community.objects.create(
        organisation=community.organisation, name="Elsewhere", slug="elsewhere"
    )
    Membership.objects.create(
        community=elsewhere, person=cast.bao, role="lcm", joined_at=at() or community.created_at
    )
    url = "/c/elsewhere/conversations/" + path.format(**ids)
    assert reader(cast.bao).get(url).status_code == 404


def test_who_has_left_finds_nothing(reader, cast, ids, now):
    place = cast.places["bao"]
    place.left_at = now
    place.save()
    assert reader(cast.bao).get(f"/c/distance/conversations/{ids['thread']}/").status_code == 404


def test_an_act_needs_the_token_of_a_form(cast, ids):
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.chloe)
    answer = browser.post(f"/c/distance/conversations/{ids['thread']}/accept/", {"post": ids["post"]})
    assert answer.status_code == 403


@pytest.mark.parametrize("post", ["", "x", "0", "²", "9" * 40])
def test_accepting_nonsense_is_not_found(reader, cast, ids, post):
    answer = reader(cast.chloe).post(f"/c/distance/conversations/{ids['thread']}/accept/", {"post": post})
    assert answer.status_code == 404
