"""The demo company, loaded on a site that real people came to, goes as a whole."""

from tisserand.communities.models import Community
from tisserand.conversations import writing
from tisserand.conversations.models import Post, Thread
from tisserand.demo import removing
from tisserand.people.models import Person


def test_the_whole_company_goes_and_what_a_real_person_added_stays(built, make_person, now):
    boss = make_person("Sonia", "Real", email="sonia@maison-arpent.fr", is_administrator=True)
    distance = built["distance"]
    distance.admit(boss, "lcm", by=None, now=now)
    thread = writing.start(distance, kind="discussion", title="Ours", by=boss, source="Ours.", now=now)
    count = removing.invented().count()
    assert count == Person.objects.exclude(pk=boss.pk).count()
    assert [place.whole for place in removing.places()] == [True, True, False]
    removal = removing.ask(by=boss, also=[], now=now)
    while not removing.go_on(removal, now):
        pass
    assert list(Community.objects.all()) == [distance]
    assert list(distance.memberships.values_list("person", flat=True)) == [boss.pk]
    assert thread in Thread.objects.visible()
    assert not Post.objects.exclude(author=boss).exists()
    assert not Person.objects.exclude(pk=boss.pk).filter(erased_at=None).exists()
