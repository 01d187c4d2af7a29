"""Every act × everybody. Chloé wrote, Bao is another member, Ada leads, Dov is a stranger."""

import pytest
from django.db import transaction

from tisserand.chat import lifting, reports, saying

IN = 302
#                    method path                         anonymous dov bao chloe ada
TABLE = [
    ("get", "", (IN, 404, 200, 200, 200)),
    ("get", "{room}/", (IN, 404, 200, 200, 200)),
    ("get", "{room}/events/", (IN, 404, 200, 200, 200)),
    ("post", "{room}/events/", (405, 405, 405, 405, 405)),
    ("post", "{room}/messages/", (IN, 404, 422, 422, 422)),
    ("get", "{room}/messages/", (405, 405, 405, 405, 405)),
    ("get", "{room}/settings/", (IN, 404, 403, 403, 200)),
    ("post", "{room}/settings/", (IN, 404, 403, 403, 422)),
    ("get", "rooms/new/", (IN, 404, 403, 403, 200)),
    ("post", "rooms/new/", (IN, 404, 403, 403, 422)),
    ("get", "{room}/days/2026-11-24/", (IN, 404, 200, 200, 200)),
    ("get", "{room}/days/yesterday/", (IN, 404, 404, 404, 404)),
    ("post", "{room}/digest/", (IN, 404, 302, 302, 302)),
    ("get", "messages/{message}/lift/", (IN, 404, 403, 200, 200)),
    ("post", "messages/{message}/lift/", (IN, 404, 403, 422, 422)),
    ("post", "messages/{lifted}/unlift/", (IN, 404, 403, 302, 302)),
    ("post", "messages/{message}/unlift/", (IN, 404, 404, 404, 404)),
    ("get", "messages/{message}/remove/", (IN, 404, 403, 200, 200)),
    ("post", "messages/{message}/remove/", (IN, 404, 403, 302, 422)),
    ("post", "messages/{taken_back}/restore/", (IN, 404, 403, 302, 403)),
    ("post", "messages/{moderated}/restore/", (IN, 404, 403, 403, 302)),
    ("get", "messages/{moderated}/lift/", (IN, 404, 404, 404, 404)),
    ("get", "messages/{message}/report/", (IN, 404, 200, 403, 200)),
    ("post", "messages/{message}/report/", (IN, 404, 422, 403, 422)),
    ("get", "reports/", (IN, 404, 403, 403, 200)),
    ("post", "reports/{report}/settlement/", (IN, 404, 403, 403, 422)),
]


def test_every_door(client, reader, cast, room, said, now, here):
    rows = {name: said(name) for name in ("message", "taken_back", "moderated", "lifted")}
    saying.remove(rows["taken_back"], by=cast.chloe, now=now)
    saying.remove(rows["moderated"], by=cast.ada, now=now, reason="No")
    lifting.lift([rows["lifted"]], title="Why", by=cast.chloe, now=now)
    rows |= {"report": reports.report(rows["message"], by=cast.bao, reason="Rude", now=now), "room": room}
    ids = {name: row.pk for name, row in rows.items()}
    everybody = [client, *(reader(person) for person in (cast.dov, cast.bao, cast.chloe, cast.ada))]
    found = {}
    for method, path, _ in TABLE:
        statuses = []
        for browser in everybody:
            with transaction.atomic():
                address = f"/c/distance/chat/{path.format(**ids)}"
                statuses.append(getattr(browser, method)(address).status_code)
                transaction.set_rollback(True)
        found[method, path] = tuple(statuses)
    assert found == {(method, path): statuses for method, path, statuses in TABLE}


@pytest.mark.parametrize("number", [10**30, 2**63, 0])
def test_any_number_may_stand_in_an_address(reader, cast, room, number):
    ada = reader(cast.ada)
    for path in (f"{number}/", f"{number}/events/", f"messages/{number}/remove/", f"{number}/settings/"):
        if number or path != "0/":
            assert ada.get(f"/c/distance/chat/{path}").status_code == 404


def test_what_comes_by_itself_is_no_presence(reader, cast, room, community, here):
    reader(cast.chloe).get(f"/c/distance/chat/{room.pk}/events/")
    assert not community.events.filter(verb="visited").exists()
    reader(cast.chloe).get("/c/distance/chat/")
    assert community.events.filter(verb="visited").count() == 1
