"""Topics are about skills, in words that the whole site shares; lists narrow to one."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from tisserand.communities.models import Community
from tisserand.conversations import ordering, topics
from tisserand.conversations.models import Topic
from tisserand.people.models import Skill

HERE = "/c/distance/conversations/"


@pytest.fixture
def topic(community, cast, now):
    return topics.add(community, "Meetings", by=cast.ada, now=now)


@pytest.fixture
def skill(topic, cast, now):
    return topics.add_skill(topic, "Listening", by=cast.ada, now=now)


def names(topic):
    return [skill.name for skill in topic.skills.all()]


def test_a_word_is_said_once_whatever_its_capitals(community, cast, topic, now):
    other = topics.add(community, "Interviews", by=cast.ada, now=now)
    first = topics.add_skill(topic, "  Écouter  sans juger\n", by=cast.ada, now=now)
    assert topics.add_skill(other, "ÉCOUTER SANS JUGER", by=cast.ada, now=now) == first
    assert topics.add_skill(topic, "écouter sans juger", by=cast.ada, now=now) == first
    assert (names(topic), names(other)) == (["Écouter sans juger"],) * 2
    told = community.events.filter(verb="arranged-topics", detail__skill=first.pk)
    assert [(event.actor, event.object_id) for event in told] == [
        (cast.ada, str(one.pk)) for one in (topic, other)
    ]


def test_five_at_most(cast, topic, now):
    for number in range(Topic.MOST_SKILLS):
        topics.add_skill(topic, f"Skill {number}", by=cast.ada, now=now)
    with pytest.raises(ValidationError):
        topics.add_skill(topic, "One more", by=cast.ada, now=now)
    topics.add_skill(topic, "skill 0", by=cast.ada, now=now)  # it is there: nothing changes
    assert (len(names(topic)), Skill.objects.filter(name="One more").exists()) == (5, False)


def test_a_slip_is_not_proposed_for_ever_and_what_others_bear_stays(community, cast, topic, skill, now):
    other = topics.add(community, "Interviews", by=cast.ada, now=now)
    topics.add_skill(other, "Listening", by=cast.ada, now=now)
    assert topics.drop_skill(topic, skill, by=cast.ada, now=now) is True
    assert topics.drop_skill(topic, skill, by=cast.ada, now=now) is False
    assert Skill.objects.get() == skill
    topics.drop_skill(other, skill, by=cast.ada, now=now)
    assert not Skill.objects.exists()


@pytest.mark.parametrize("name", ["", "  \n ", "\x00", "\u202e\u200d"])
def test_without_a_name_there_is_none(reader, cast, topic, name):
    page = reader(cast.ada).post(f"{HERE}topics/{topic.pk}/skills/", {"name": name}, follow=True)
    assert "Name the skill" in page.content.decode()
    assert not Skill.objects.exists()


def test_what_is_hostile_is_only_a_name(reader, cast, topic):
    ada = reader(cast.ada)
    url = f"{HERE}topics/{topic.pk}/skills/"
    ada.post(url, {"name": '"><script>alert(1)</script>' + "x" * 300 + "\x00\u202e"})
    page = ada.get(f"{HERE}topics/").content.decode()
    assert "<script>alert" not in page
    assert len(names(topic)[0]) == 60
    for drop in ("0", "-1", "9" * 30, "nought", "7"):
        ada.post(url, {"drop": drop})
    assert len(names(topic)) == 1


@pytest.mark.parametrize(
    ("name", "status"), [("ada", 302), ("bao", 403), ("chloe", 403), ("dov", 404), (None, 302)]
)
@pytest.mark.parametrize("act", ["add", "drop"])
def test_only_who_moderates_says_skills(reader, client, cast, topic, skill, name, status, act):
    browser = reader(cast.people[name]) if name else client
    posted = {"name": "Daring"} if act == "add" else {"drop": skill.pk}
    assert browser.post(f"{HERE}topics/{topic.pk}/skills/", posted).status_code == status
    changed = ["Daring", "Listening"] if act == "add" else []
    assert names(topic) == (changed if name == "ada" else ["Listening"])


def test_not_for_the_topics_of_another_community(reader, community, cast, now):
    other = Community.objects.create(organisation=community.organisation, name="Weavers", slug="weavers")
    theirs = Topic.objects.create(community=other, name="Looms")
    ada = reader(cast.ada)
    assert ada.post(f"{HERE}topics/{theirs.pk}/skills/", {"name": "Weaving"}).status_code == 404
    assert not Skill.objects.exists()


def test_known_words_are_proposed_while_one_types(reader, cast, topic, skill, now):
    page = reader(cast.ada).get(f"{HERE}topics/").content.decode()
    assert '<option value="Listening">' in page
    assert 'list="known-skills"' in page


def test_a_list_narrows_to_a_skill(reader, community, cast, ask, topic, skill, now):
    other = topics.add(community, "Interviews", by=cast.ada, now=now)
    topics.add_skill(other, "Listening", by=cast.ada, now=now)
    gone = topics.add(community, "Old", by=cast.ada, now=now)
    topics.add_skill(gone, "Listening", by=cast.ada, now=now)
    for title, place in (("In one", topic), ("In two", other), ("In none", None), ("In old", gone)):
        thread = ask(title=title)
        if place:
            ordering.sort(thread, place, by=cast.ada, now=now)
    topics.remove(gone, by=cast.ada, now=now)
    page = reader(cast.bao).get(f"{HERE}recent/?skill={skill.pk}").content.decode()
    assert [title for title in ("In one", "In two", "In none", "In old") if title in page] == [
        "In one",
        "In two",
    ]


@pytest.mark.parametrize("asked", ["0", "-1", "9" * 40, "x", "", "1' OR 1=1"])
def test_a_skill_that_makes_no_sense_narrows_nothing(reader, cast, ask, topic, skill, asked):
    ask(title="Shown all the same")
    page = reader(cast.bao).get(f"{HERE}recent/", {"skill": asked})
    assert (page.status_code, "Shown all the same" in page.content.decode()) == (200, True)


@pytest.mark.parametrize(("language", "said"), [("en", "By skill"), ("fr", "Par compétence")])
def test_the_topic_shows_its_skills(reader, cast, topic, skill, language, said):
    cast.bao.language = language
    cast.bao.save()
    with translation.override(None):
        page = reader(cast.bao).get(f"{HERE}recent/?topic={topic.pk}").content.decode()
    assert said in page
    assert f'<a href="?skill={skill.pk}">Listening</a>' in page


def test_without_skills_nothing_of_them_is_shown(reader, cast, topic):
    assert "skill" not in reader(cast.bao).get(f"{HERE}recent/").content.decode()


def test_one_topic_or_three_cost_the_same(reader, community, cast, topic, skill, now, count_queries):
    ada, counts = reader(cast.ada), []
    for more in (0, 2):
        for number in range(more):
            one = topics.add(community, f"More {number}", by=cast.ada, now=now)
            topics.add_skill(one, f"Skill {number}", by=cast.ada, now=now)
        counts.append(
            [count_queries(ada, url) for url in (f"{HERE}recent/?skill={skill.pk}", f"{HERE}topics/")]
        )
    assert counts[0] == counts[1]


# Said otherwise


@pytest.fixture
def weavers(community, now):
    """Another community, with a topic that is about listening."""
    other = Community.objects.create(organisation=community.organisation, name="Weavers", slug="weavers")
    return Topic.objects.create(community=other, name="At the loom")


def reworded(client, skill, name):
    return client.post(f"{HERE}skills/", {"skill": skill.pk, "name": name}, follow=True)


def undo_of(page):
    return page.content.decode().partition('action="/c/distance/conversations/skills/?')[2].partition('"')[0]


def undone(client, page):
    address = undo_of(page).replace("&amp;", "&")
    return client.post(f"{HERE}skills/?{address}", follow=True)


def test_a_word_is_said_otherwise_and_stays_where_links_lead(reader, cast, topic, skill, community):
    ada = reader(cast.ada)
    page = reworded(ada, skill, " Listening  well ")
    assert [(one.pk, one.name) for one in topic.skills.all()] == [(skill.pk, "Listening well")]
    assert community.events.filter(verb="arranged-topics", object_id=str(topic.pk)).last().actor == cast.ada
    undone(ada, page)
    assert names(topic) == ["Listening"]


def test_two_words_become_one_and_are_two_again(reader, cast, community, topic, skill, now):
    other = topics.add(community, "Interviews", by=cast.ada, now=now)
    for one in (topic, other):
        topics.add_skill(one, "To listen", by=cast.ada, now=now)
    ada, wrong = reader(cast.ada), Skill.objects.get(name="To listen")
    page = reworded(ada, wrong, "LISTENING")
    assert (names(topic), names(other)) == (["Listening"], ["Listening"])
    assert not Skill.objects.filter(name="To listen").exists()
    undone(ada, page)
    assert (names(topic), names(other)) == (["Listening", "To listen"], ["To listen"])


def test_other_communities_keep_their_word(reader, cast, topic, skill, weavers):
    weavers.skills.add(skill)
    ada = reader(cast.ada)
    assert "other communities say it too" in ada.get(f"{HERE}skills/").content.decode()
    page = reworded(ada, skill, "Hearing")
    assert (names(topic), names(weavers)) == (["Hearing"], ["Listening"])
    undone(ada, page)
    assert (names(topic), names(weavers)) == (["Listening"], ["Listening"])
    assert not Skill.objects.filter(name="Hearing").exists()
    assert "choose another word" in reworded(ada, skill, "LISTENING").content.decode()
    assert names(weavers) == ["Listening"]


def test_a_skill_of_elsewhere_or_no_name_changes_nothing(reader, cast, topic, skill, weavers):
    theirs = Skill.objects.create(name="Weaving", folded="weaving")
    weavers.skills.add(theirs)
    ada = reader(cast.ada)
    assert reworded(ada, theirs, "Mine").status_code == 404
    assert "Name the skill" in reworded(ada, skill, " ").content.decode()
    assert (names(topic), names(weavers)) == (["Listening"], ["Weaving"])


def test_without_skills_the_page_says_where_they_are_given(reader, cast, topic):
    page = reader(cast.ada).get(f"{HERE}skills/").content.decode()
    assert f"{HERE}topics/" in page.partition("No topic is about a skill yet.")[2]
