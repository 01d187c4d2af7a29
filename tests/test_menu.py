"""The menu of a community, as each one finds it: what stands first, what is folded, where one is."""

import re

import pytest

EVERYBODY = ["", "/me/concerns/", "conversations/", "messages/", "programmes/", "members/"]
ALSO, RUN = ["chat/", "meetings/", "resources/", "letter/"], ["animation/", "loading/", "settings/"]


def menu(client, path="members/"):
    """Where each line leads, by fold; "" has those that stand first."""
    page = client.get(f"/c/distance/{path}").content.decode()
    nav = re.search(r'<nav class="nav".*?</nav>', page, re.S)[0]
    folds = re.findall(r"<details.*?</details>", nav, re.S)
    first = re.sub(r"<details.*?</details>", "", nav, flags=re.S)
    found = {"": first} | {re.search(r"<summary[^>]*>([^<]+)", fold)[1]: fold for fold in folds}
    hrefs = {name: re.findall(r'href="([^"]+)"', part) for name, part in found.items()}
    return {name: [one.removeprefix("/c/distance/") for one in part] for name, part in hrefs.items()}


def test_who_runs_the_community_has_a_fold_more(reader, cast):
    assert menu(reader(cast.ada)) == {"": ["my-day/", *EVERYBODY], "See also": ALSO, "Organise": RUN}


@pytest.mark.parametrize("name", ["bao", "chloe"])
def test_the_others_have_one_fold_and_nothing_that_they_may_not_do(reader, cast, name):
    assert menu(reader(cast.people[name])) == {"": EVERYBODY, "See also": ALSO}


@pytest.mark.parametrize(
    ("path", "here"),
    [("members/", []), ("chat/", ["See also"]), ("settings/", ["Organise"]), ("loading/", ["Organise"])],
)
def test_a_fold_tells_that_one_is_in_it(reader, cast, path, here):
    page = reader(cast.ada).get(f"/c/distance/{path}").content.decode()
    assert re.findall(r'<summary class="nav-item" aria-current="true">([^<]+)', page) == here
