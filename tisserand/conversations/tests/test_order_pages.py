"""The pages by which who runs a community puts its threads in order, and where old addresses lead."""

from datetime import timedelta

import pytest

from tisserand.communities.models import Community
from tisserand.conversations import ordering, topics
from tisserand.conversations.models import Arrangement, Closing, Post, Thread, Topic
from tisserand.search import indexing

HERE = "/c/distance/conversations/"


@pytest.fixture
def long(question, answer, cast):
    answer(question, "Two")
    answer(question, "Three", by=cast.ada)
    return Thread.objects.get(pk=question.pk)


@pytest.fixture
def same(ask, cast):
    return ask(title="The same question", by=cast.bao, source="Who knows?")


@pytest.fixture
def weavers(community, cast, now):
    made = Community.objects.create(organisation=community.organisation, name="Weavers", slug="weavers")
    made.admit(cast.ada, "lcm", by=None, now=now)
    made.admit(cast.chloe, by=None, now=now)
    return made


def page(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_joining_asks_which_says_what_will_happen_and_is_undone(reader, cast, long, same):
    ada, url = reader(cast.ada), f"{HERE}{same.pk}/merge/"
    assert "How to begin?" in page(ada, f"{url}?q=begin")
    assert "No conversation" in page(ada, f"{url}?q=weaving")
    confirm = page(ada, f"{url}?into={long.pk}")
    assert "Bao Tran and Chloé Martin are told by mail" in confirm
    assert not Arrangement.objects.exists()
    done = ada.post(url, {"into": long.pk}, follow=True).content.decode()
    assert "Who knows?" in done
    assert "joined to this conversation" in done
    undo = f"{HERE}arrangements/{Arrangement.objects.get().pk}/undo/"
    assert undo in done
    assert undo in page(ada, f"{HERE}{long.pk}/order/")
    back = ada.post(undo, follow=True).content.decode()
    assert "all is as it was before" in back
    assert same.posts.count() == 1


def test_the_old_address_leads_to_the_very_message(reader, cast, long, same, answer, now):
    answer(same, "Second there", by=cast.chloe)
    ordering.merge(same, into=long, by=cast.ada, now=now)
    led = reader(cast.chloe).get(f"{HERE}{same.pk}/")
    assert led["Location"] == f"{HERE}{long.pk}/?page=1&from={same.pk}"  # the browser keeps « #post-2 »
    shown = page(reader(cast.chloe), led["Location"])
    article = shown.partition('id="post-2"')[2].partition("</article>")[0]
    assert "Second there" in article
    assert shown.count('id="post-2"') == 1
    assert 'id="post-5"' in page(reader(cast.chloe), f"{HERE}{long.pk}/")


def test_what_was_written_on_the_old_page_is_not_lost(reader, cast, long, same, now):
    ordering.merge(same, into=long, by=cast.ada, now=now)
    sent = reader(cast.bao).post(f"{HERE}{same.pk}/replies/", {"text": "Written for an hour"})
    post = Post.objects.get(text="Written for an hour")
    assert (post.thread, sent["Location"]) == (long, post.url)


def test_cutting_leaves_a_trace_that_leads_on(reader, cast, long):
    ada, url = reader(cast.ada), f"{HERE}{long.pk}/split/"
    two = long.posts.get(number=2)
    assert f'value="{two.pk}"' in page(ada, url)
    wrong = ada.post(url, {"title": "", "kind": "question"})
    assert wrong.status_code == 422
    made = ada.post(url, {"title": "Apart", "kind": "discussion", "posts": [two.pk]})
    thread = Thread.objects.get(title="Apart")
    assert made["Location"] == thread.get_absolute_url()
    left = page(ada, f"{HERE}{long.pk}/")
    assert f'id="post-2" href="{HERE}posts/{two.pk}/"' in left
    assert "Now in “Apart”" in left
    assert ada.get(f"{HERE}posts/{two.pk}/")["Location"] == f"{HERE}{thread.pk}/#post-1"


def test_what_is_quoted_and_has_gone_is_a_link(reader, cast, long, answer, now):
    quoted = long.posts.get(number=2)
    answer(long, "As you said", by=cast.chloe, quotes=quoted)
    ordering.split(long, [quoted.pk], title="Apart", by=cast.ada, now=now)
    shown = page(reader(cast.bao), f"{HERE}{long.pk}/")
    assert "a message of another conversation" in shown


def test_moving_says_who_loses_it_first_then_old_addresses_lead_on(reader, cast, long, weavers):
    ada, url = reader(cast.ada), f"{HERE}{long.pk}/move/"
    said = page(ada, f"{url}?to={weavers.pk}")
    assert "<li>Bao Tran</li>" in said
    assert "Chloé" not in said.partition("<main")[2].partition("</main>")[0]
    moved = ada.post(url, {"to": weavers.pk})
    there = f"/c/weavers/conversations/{long.pk}/"
    assert moved["Location"] == there
    led = reader(cast.chloe).get(f"{HERE}{long.pk}/?page=1")
    assert (led.status_code, led["Location"]) == (307, f"{there}?page=1")
    assert reader(cast.bao).get(f"{HERE}{long.pk}/").status_code == 404
    assert reader(cast.dov).get(f"{HERE}{long.pk}/").status_code == 404
    sent = reader(cast.chloe).post(f"{HERE}{long.pk}/replies/", {"text": "So"})
    assert (sent.status_code, sent["Location"]) == (307, f"{there}replies/")
    ada.post(f"/c/weavers/conversations/arrangements/{Arrangement.objects.get().pk}/undo/")
    assert reader(cast.bao).get(f"{HERE}{long.pk}/").status_code == 200


def test_who_runs_one_community_only_has_nowhere_to_move(reader, cast, long):
    assert "nowhere to move it" in page(reader(cast.ada), f"{HERE}{long.pk}/move/")


def test_closing_asks_why_and_the_page_says_it(reader, cast, long):
    ada, url = reader(cast.ada), f"{HERE}{long.pk}/close/"
    assert ada.post(url, {"reason": " "}).status_code == 422
    ada.post(url, {"reason": "See the guide."})
    shown = page(reader(cast.bao), f"{HERE}{long.pk}/")
    assert "Ada Lovel has closed this conversation: “See the guide.”" in shown
    assert 'id="reply"' not in shown
    late = reader(cast.bao).post(f"{HERE}{long.pk}/replies/", {"text": "My words"})
    assert late.status_code == 422
    assert "My words" in late.content.decode()
    assert "closed" in page(reader(cast.bao), f"{HERE}recent/")
    ada.post(f"{HERE}{long.pk}/reopen/")
    assert 'id="reply"' in page(reader(cast.bao), f"{HERE}{long.pk}/")
    assert not Closing.objects.exists()


def test_pinned_it_is_above_the_list_and_in_it(reader, cast, long, same):
    reader(cast.ada).post(f"{HERE}{same.pk}/pin/")
    assert page(reader(cast.bao), f"{HERE}recent/").count("The same question") == 2
    reader(cast.ada).post(f"{HERE}{same.pk}/unpin/")
    assert page(reader(cast.bao), f"{HERE}recent/").count("The same question") == 1


def test_topics_are_arranged_chosen_and_narrow_the_lists_and_the_search(reader, cast, community, ask, now):
    ada = reader(cast.ada)
    assert "Topic" not in page(reader(cast.bao), f"{HERE}new/").partition('<form class="form')[2]
    ada.post(f"{HERE}topics/", {"name": "Meetings"})
    ada.post(f"{HERE}topics/", {"name": "Feedback"})
    meetings, feedback = Topic.objects.order_by("pk")
    ada.post(f"{HERE}topics/{feedback.pk}/", {"up": ""})
    ada.post(f"{HERE}topics/{meetings.pk}/", {"name": "Our meetings"})
    assert [one.name for one in Topic.objects.standing()] == ["Feedback", "Our meetings"]
    sent = {"kind": "question", "title": "Too long", "text": "Our meetings last.", "topic": meetings.pk}
    reader(cast.chloe).post(f"{HERE}new/", sent)
    ask(title="Without one", source="It lasts.")
    narrowed = page(reader(cast.bao), f"{HERE}recent/?topic={meetings.pk}")
    assert ("Too long" in narrowed, "Without one" in narrowed) == (True, False)
    indexing.follow_some()
    found = page(reader(cast.bao), f"/c/distance/search/?q=last&topic={meetings.pk}")
    assert ("Too long" in found, "Without one" in found) == (True, False)
    ada.post(f"{HERE}topics/{meetings.pk}/", {"remove": ""})
    assert "Our meetings" not in page(reader(cast.bao), f"{HERE}recent/")
    ada.post(f"{HERE}topics/{meetings.pk}/restore/")
    assert "Our meetings" in page(reader(cast.bao), f"{HERE}recent/")


def test_a_topic_is_set_by_who_moderates(reader, cast, community, long, now):
    topic = topics.add(community, "Meetings", by=cast.ada, now=now)
    reader(cast.ada).post(f"{HERE}{long.pk}/topic/", {"topic": topic.pk})
    assert Thread.objects.get(pk=long.pk).topic == topic
    reader(cast.ada).post(f"{HERE}{long.pk}/topic/", {"topic": ""})
    assert Thread.objects.get(pk=long.pk).topic is None


@pytest.mark.parametrize(
    "act", ["topic", "move", "merge", "split", "close", "reopen", "pin", "unpin", "order"]
)
@pytest.mark.parametrize(("name", "status"), [("bao", 403), ("chloe", 403), ("dov", 404)])
def test_only_who_moderates_has_the_menu_and_its_pages(reader, cast, long, act, name, status):
    client, url = reader(getattr(cast, name)), f"{HERE}{long.pk}/{act}/"
    post_only = act in ("reopen", "pin", "unpin")
    assert (client.post(url) if post_only else client.get(url)).status_code == status
    if status == 403:
        assert "Put in order" not in page(client, f"{HERE}{long.pk}/")


def test_a_page_costs_the_same_unless_posts_have_gone_and_then_one_more(
    reader, cast, long, same, now, count_queries
):
    bao, url = reader(cast.bao), f"{HERE}{long.pk}/"
    before = count_queries(bao, url)
    ordering.pin(long, by=cast.ada, now=now)
    ordering.close(long, reason="R", by=cast.ada, now=now)
    assert count_queries(bao, url) == before
    ordering.merge(same, into=long, by=cast.ada, now=now + timedelta(hours=3))
    assert count_queries(bao, url) == before + 1


@pytest.mark.parametrize("asked", ["topic=x", "topic=²", "topic=" + "9" * 30, "topic=-1"])
def test_a_strange_topic_is_none(reader, cast, asked):
    assert reader(cast.bao).get(f"{HERE}recent/?{asked}").status_code == 200
    assert reader(cast.bao).get(f"{HERE}new/?{asked}").status_code == 200


def acts(client, thread):
    return client.get(f"{HERE}{thread.pk}/order/").context["lines"]


def undone(client, act):
    return client.post(act.undo, act.sent, follow=True)


def test_every_act_is_told_with_who_and_when_and_undone_from_one_page(reader, cast, community, long, now):
    meetings, letters = (
        topics.add(community, name, by=cast.ada, now=now) for name in ("Meetings", "Letters")
    )
    ada, url = reader(cast.ada), f"{HERE}{long.pk}"
    assert acts(ada, long) == []
    ada.post(f"{url}/topic/", {"topic": meetings.pk})
    ada.post(f"{url}/topic/", {"topic": letters.pk})
    ada.post(f"{url}/pin/")
    ada.post(f"{url}/close/", {"reason": "Settled"})
    found = acts(ada, long)
    assert {(act.what, act.by) for act in found} == {
        ("Closed to replies", cast.ada),
        ("Pinned above the lists", cast.ada),
        ("Topic: from “Meetings” to “Letters”", cast.ada),
        ("Topic: “Meetings”", cast.ada),
    }
    assert sum(bool(act.undo) for act in found) == 3  # the first topic has been changed since
    for act in found:
        if act.undo:
            undone(ada, act)
    long = Thread.objects.get(pk=long.pk)
    assert (long.topic, long.pinned, long.closed) == (meetings, False, False)
    told = [act.what for act in acts(ada, long)]
    assert {"Reopened", "No longer pinned", "Topic: from “Letters” to “Meetings”"} <= set(told)
    assert [act.what for act in acts(ada, long) if act.undo] == ["Topic: from “Letters” to “Meetings”"]


def test_a_topic_that_was_just_chosen_is_undone_from_the_notice(reader, cast, community, long, now):
    topic = topics.add(community, "Meetings", by=cast.ada, now=now)
    ada, url = reader(cast.ada), f"{HERE}{long.pk}/topic/"
    said = ada.post(url, {"topic": topic.pk}, follow=True).content.decode()
    assert f"{url}?topic=" in said
    ada.post(f"{url}?topic=", follow=True)
    assert Thread.objects.get(pk=long.pk).topic is None
    again = ada.post(url, {"topic": ""}, follow=True).content.decode()
    assert f"{url}?topic=" not in again  # nothing has changed


def test_the_other_conversation_is_found_whatever_the_accents(reader, cast, ask, long):
    other = ask(title="Préparer une réunion", source="Combien de temps ?")
    ask(title="Les congés d’été", source="Quand ?")
    while indexing.follow_some():
        pass
    ada, url = reader(cast.ada), f"{HERE}{long.pk}/merge/"
    assert ada.get(f"{url}?q=reunions").context["lines"] == [other]
    fresh = ask(title="Une reunion de plus", source="Juste écrite.")
    assert fresh in ada.get(f"{url}?q=reunion").context["lines"]


def test_what_resembles_the_conversation_is_proposed_first(reader, cast, ask, long):
    near = ask(title="How does one begin?", source="Nobody says.")
    for number in range(3):
        ask(title=f"Something else {number}", source="Else.")
    while indexing.follow_some():
        pass
    assert reader(cast.ada).get(f"{HERE}{long.pk}/merge/").context["lines"][0] == near
