"""Every address of the site has a door."""

import pytest
from django.urls import URLPattern, get_resolver

from tisserand.communities.rights import RIGHTS

WITHOUT_COMMUNITY = {"public", "signed in", "administrator", "mailbox reader", "monitor"}
# Pages of a community for somebody who is not in it: to come back after leaving.
FROM_OUTSIDE = {"c/<slug:community>/return/"}


def addresses(patterns=None, above=""):
    """Every (address, view) of the site."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = above + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield address, pattern.callback
        else:
            yield from addresses(pattern.url_patterns, address)


def door(view):
    return getattr(view, "door", None) or getattr(getattr(view, "view_class", None), "door", None)


@pytest.mark.parametrize(
    ("address", "view"), list(addresses()), ids=lambda part: part if isinstance(part, str) else ""
)
def test_every_view_wears_a_door(address, view):
    if address.startswith("c/<slug:community>/") and address not in FROM_OUTSIDE:
        assert door(view) in RIGHTS, f"{address} is not guarded by @allow"
    else:
        assert door(view) in WITHOUT_COMMUNITY | set(RIGHTS), f"{address} has no door"


def test_every_right_opens_a_door():
    worn = {door(view) for _, view in addresses()}
    assert set(RIGHTS) - worn == set()
