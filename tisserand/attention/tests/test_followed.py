"""What followed each act: the counts, and exactly the rows behind them."""

from datetime import timedelta

import pytest

from tisserand.attention.followed import KINDS, counted, followed, lately
from tisserand.attention.models import Outreach
from tisserand.communities.models import Event
from tisserand.conversations.models import Post
from tisserand.programmes.models import Progress

from .histories import History

DAY = timedelta(days=1)


def recounted(community, now):
    """By kind, from raw rows: acts, those under a week old, signs of life, words written, steps done."""
    events, posts = list(Event.objects.filter(community=community)), list(Post.objects.all())
    steps = list(Progress.objects.select_related("enrolment"))
    lines = {}
    for act in Outreach.objects.filter(withdrawn_at=None).select_related("membership"):
        if not now - 28 * DAY < act.done_at <= now:
            continue

        def soon(at, act=act):
            return act.done_at < at <= act.done_at + 7 * DAY

        theirs = [
            e for e in events if act.membership and e.actor_id == act.membership.person_id and soon(e.at)
        ]
        if act.membership:
            wrote = any(e.verb in ("asked", "started", "replied") for e in theirs)
        else:
            wrote = any(
                p.thread_id == act.thread_id
                and not p.deleted_at
                and (act.done_by_id is None or p.author_id != act.done_by_id)
                and soon(p.created_at)
                for p in posts
            )
        did = any(p.enrolment.membership_id == act.membership_id and soon(p.completed_at) for p in steps)
        line = lines.setdefault(act.kind, [0, 0, 0, 0, 0])
        signs = (True, act.done_at > now - 7 * DAY, bool(theirs), wrote, did)
        lines[act.kind] = [total + sign for total, sign in zip(line, signs, strict=True)]
    return lines


@pytest.mark.parametrize("seed", range(15))
def test_the_counts_are_those_of_a_recount_and_open_the_same_rows(community, now, seed):
    History(community, now, seed)
    found = followed(lately(community, now), now)
    assert {row.kind: [row.acts, row.recent, *row.counts.values()] for row in found} == recounted(
        community, now
    )
    for row in found:
        assert counted(community, now, row.kind).count() == row.acts
        for sign in KINDS:
            assert counted(community, now, row.kind, sign).count() == row.counts[sign]


@pytest.fixture
def letter(settled, community, now):
    return Outreach.objects.create(
        community=community,
        membership=settled.places["chloe"],
        kind="wrote",
        done_by=settled.ada,
        done_at=now - 10 * DAY,
    )


@pytest.mark.parametrize(("days", "counted_in"), [(0, False), (3, True), (7, True), (7.01, False)])
def test_a_week_and_no_more(letter, community, cast, now, days, counted_in):
    community.record("visited", cast.chloe, at=letter.done_at + days * DAY)
    (row,) = followed(lately(community, now), now)
    assert row.counts["came"] == counted_in


def test_an_act_taken_back_or_older_than_four_weeks_is_not_counted(letter, community, now):
    assert followed(lately(community, now + 18 * DAY), now + 18 * DAY) == []
    letter.withdrawn_at = now
    letter.save()
    assert followed(lately(community, now), now) == []


def test_the_page_names_the_people_behind_a_number(as_person, letter, community, cast, clock):
    community.record("visited", cast.chloe, at=letter.done_at + DAY)
    client = as_person(cast.ada)
    page = client.get("/c/distance/my-day/followed/").content.decode()
    assert '<a href="/c/distance/my-day/followed/wrote/?sign=came">1</a>' in page
    assert "Nothing here says that the act was the cause." in page
    assert "Chloé Martin" in client.get("/c/distance/my-day/followed/wrote/?sign=came").content.decode()
    assert "Nobody yet." in client.get("/c/distance/my-day/followed/wrote/?sign=step").content.decode()


def test_the_sentence_on_my_day_claims_no_cause_in_french(as_person, letter, cast, clock):
    cast.ada.language = "fr"
    cast.ada.save()
    page = as_person(cast.ada).get("/c/distance/my-day/").content.decode()
    assert "Écrit 1 fois. Ensuite, sous sept jours" in page
    assert "On ne peut pas en conclure la cause." in page
