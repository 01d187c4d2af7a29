"""A topic goes with a step; each leads to the other."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.communities.models import Community
from tisserand.conversations import topics
from tisserand.programmes.models import Programme
from tisserand.resources import tying
from tisserand.resources.models import TopicStep


@pytest.fixture
def step(make_cohort, now):
    return make_cohort("Watch", "Try", starts_on=now.date()).programme.steps.get(title="Try")


@pytest.fixture
def topic(community, cast, now):
    return topics.add(community, "Meetings", by=cast.ada, now=now)


def test_each_leads_to_the_other(client, cast, community, topic, step, now):
    client.force_login(cast.ada)
    url = f"/c/distance/conversations/topics/{topic.pk}/step/"
    assert client.post(url, {"step": step.pk}, follow=True).status_code == 200
    assert TopicStep.objects.get().step == step
    client.force_login(cast.chloe)
    listed = client.get(f"/c/distance/conversations/recent/?topic={topic.pk}").content.decode()
    assert "Goes with the step" in listed
    assert "Try" in listed
    programme = client.get(f"/c/distance/programmes/{step.programme_id}/").content.decode()
    assert f"?topic={topic.pk}" in programme
    client.force_login(cast.ada)
    client.post(url, {"step": ""})
    assert not TopicStep.objects.exists()


@pytest.mark.parametrize("asked", ["999999", "x", "-1", "9" * 40])
def test_what_is_no_step_changes_nothing(client, cast, topic, step, asked):
    client.force_login(cast.ada)
    page = client.post(f"/c/distance/conversations/topics/{topic.pk}/step/", {"step": asked}, follow=True)
    assert "There is no such step here." in page.content.decode()
    assert not TopicStep.objects.exists()


def test_a_step_of_elsewhere_is_refused(cast, community, topic, now):
    there = Community.objects.create(organisation=community.organisation, name="There", slug="there")
    step = Programme.objects.create(community=there, name="P").steps.create(position=1, title="S", due_day=1)
    with pytest.raises(ValidationError):
        tying.tie(topic, step, by=cast.ada, now=now)


def test_twice_is_once(cast, community, topic, step, now):
    assert [tying.tie(topic, step, by=cast.ada, now=now) for _ in range(2)] == [True, False]
    assert community.events.filter(verb="arranged-topics", detail__step=step.pk).count() == 1


@pytest.mark.parametrize(("name", "status"), [("ada", 302), ("bao", 403), ("chloe", 403), ("dov", 404)])
def test_only_who_arranges_topics_ties_them(client, cast, topic, step, name, status):
    client.force_login(cast.people[name])
    answered = client.post(f"/c/distance/conversations/topics/{topic.pk}/step/", {"step": step.pk})
    assert answered.status_code == status


def test_pages_cost_the_same_with_one_tie_and_with_three(client, cast, community, topic, step, now):
    def queries(url):
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            client.get(url)
        return len(seen)

    client.force_login(cast.ada)
    pages = ["/c/distance/conversations/topics/", f"/c/distance/programmes/{step.programme_id}/"]
    tying.tie(topic, step, by=cast.ada, now=now)
    one = [queries(url) for url in pages]
    for name in ("Talks", "Words"):
        tying.tie(topics.add(community, name, by=cast.ada, now=now), step, by=cast.ada, now=now)
    assert [queries(url) for url in pages] == one


def test_a_removed_topic_is_shown_nowhere(client, cast, topic, step, now):
    tying.tie(topic, step, by=cast.ada, now=now)
    topics.remove(topic, by=cast.ada, now=now)
    client.force_login(cast.chloe)
    assert "Spoken of in" not in client.get(f"/c/distance/programmes/{step.programme_id}/").content.decode()
