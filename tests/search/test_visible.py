"""Only what the person may see, at once, whatever the index still holds."""

from tisserand.conversations import writing
from tisserand.search import indexing


def test_a_removed_message_is_not_found_even_before_the_index_follows(write, search, cast, now):
    thread = write("Navettes", "Bonjour.", "Le mot zygomatique.")
    assert search("zygomatique") == ["Navettes"]
    writing.delete(thread.posts.get(number=2), by=cast.bao, now=now)
    assert search("zygomatique") == search("zygomatique", who="ada") == []
    indexing.follow_some()
    assert search("zygomatique") == search("zygomatique", who="ada") == []
    writing.restore(thread.posts.get(number=2), by=cast.bao, now=now)
    indexing.follow_some()
    assert search("zygomatique") == ["Navettes"]


def test_a_withdrawn_thread_is_found_by_those_who_see_its_page(write, search, cast, now, make_person, join):
    join(lea := make_person("Léa"))
    cast.people["lea"] = lea
    thread = write("Navettes", "Bonjour.", "Le mot zygomatique.")
    writing.delete(thread.posts.get(number=1), by=cast.chloe, now=now)
    for _when in ("before", "after"):
        assert search("zygomatique") == ["Navettes"]
        assert search("zygomatique", who="bao") == ["Navettes"]
        assert search("zygomatique", who="ada") == ["Navettes"]
        assert search("zygomatique", who="lea") == []
        indexing.follow_some()


def test_a_moved_thread_is_found_where_it_is(write, search, community, cast, now):
    from tisserand.communities.models import Community

    other = Community.objects.create(
        organisation=community.organisation, name="Tissage", slug="tissage", language="fr"
    )
    other.admit(cast.ada, "lcm", by=None, now=now)
    thread = write("Navettes", "Bonjour.")
    community.threads.filter(pk=thread.pk).update(community=other)
    assert search("navette") == []
    indexing.make("thread", {thread.pk})
    assert search("navette") == []


def test_who_has_left_finds_nothing(write, cast, as_person, now):
    write("Navettes", "Bonjour.")
    cast.places["chloe"].leave(by=cast.chloe, now=now)
    assert as_person(cast.chloe).get("/c/distance/search/", {"q": "navette"}).status_code == 404


def test_strangers_and_visitors_are_not_let_in(client, as_person, cast, community):
    assert client.get("/c/distance/search/").status_code == 302
    assert as_person(cast.dov).get("/c/distance/search/").status_code == 404
