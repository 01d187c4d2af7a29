from datetime import timedelta

import pytest

from tisserand.communities import presence


@pytest.mark.parametrize("hours", [[0, 1, 2], [0, 30, 80], [80, 30, 31, 0], [50, 0, 1, 50]])
def test_kept_presence_is_what_the_journal_says(community, cast, now, hours):
    for offset in hours:
        community.record("visited", cast.chloe, at=now + timedelta(hours=offset))
    membership = cast.places["chloe"]
    membership.refresh_from_db()
    kept = presence.Presence(membership.first_active_on, membership.last_active_on, membership.active_days)
    assert kept == presence.recomputed(community)[cast.chloe.pk]
    assert presence.rebuild(community) == 0


def test_an_unknown_verb_is_refused(community, cast, now):
    with pytest.raises(ValueError, match="no such verb"):
        community.record("teleported", cast.ada, at=now)
