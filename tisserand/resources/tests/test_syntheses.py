from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tisserand.conversations import writing
from tisserand.resources import reading, syntheses
from tisserand.resources.models import Synthesis, Version

HERE = "/c/distance/conversations"


def verbs(community):
    return list(
        community.events.filter(verb__in=("summed-up", "took-down"))
        .order_by("pk")
        .values_list("verb", flat=True)
    )


def test_the_first_one_stands_on_top_with_its_date_and_its_last_message(reader, cast, thread, sum_up):
    sum_up()
    page = reader(cast.chloe).get(thread.get_absolute_url()).content.decode()
    assert page.index("Up to date as of message 3") < page.index('id="post-1"')
    assert "Begin with a fact" in page.partition('id="post-1"')[0]
    assert "Take it off" not in page


def test_messages_that_came_since_are_counted(reader, cast, thread, sum_up, now):
    sum_up()
    writing.reply(thread, by=cast.chloe, source="And then?", now=now)
    page = reader(cast.bao).get(thread.get_absolute_url()).content.decode()
    assert "One message has come since" in page
    assert f'href="{HERE}/{thread.pk}/#post-4"' in page


def test_it_knows_no_more_than_its_writer_has_read(sum_up, thread):
    assert sum_up(up_to=2).up_to == 2
    assert sum_up(up_to=999).up_to == 3
    assert sum_up(up_to=0).up_to == 1


def test_the_same_words_again_are_no_version(sum_up, community):
    first = sum_up()
    assert sum_up() == first
    assert sum_up("Otherwise.").number == 2
    assert verbs(community) == ["summed-up", "summed-up"]


def test_the_same_form_twice_is_one_version(sum_up):
    first = sum_up(form_token="a")
    assert sum_up("Changed meanwhile", form_token="a") == first


def test_followers_are_told_once_and_later_only_if_asked(sum_up, tell, mails):
    sum_up()
    assert (tell(9), mails()) == (0, [])
    assert tell() == 1
    told = [("synthesis", "Bao"), ("synthesis", "Chloé")]
    assert sorted(mails()) == told
    sum_up("Otherwise.")
    assert tell() == 0
    sum_up("Once more.", tell=True)
    assert tell(30) == 1
    assert sorted(mails()) == told  # gathered in the same mails
    assert (tell(60), sorted(mails())) == (0, told)


def test_who_wrote_it_or_has_left_is_not_told(sum_up, tell, mails, thread, cast, now):
    thread.follow(cast.ada, now=now)
    cast.places["chloe"].leave(by=cast.chloe, now=now)
    sum_up()
    tell()
    assert mails() == [("synthesis", "Bao")]


def test_what_is_taken_off_in_time_is_told_to_nobody(sum_up, tell, mails, cast, now):
    synthesis = sum_up().synthesis
    syntheses.withdraw(synthesis, by=cast.ada, now=now)
    assert (tell(), mails()) == (0, [])
    syntheses.restore(synthesis, by=cast.ada, now=now)
    assert tell() == 1


def test_taken_off_and_put_back(sum_up, thread, cast, now, community):
    synthesis = sum_up().synthesis
    for _twice in range(2):
        syntheses.withdraw(synthesis, by=cast.ada, now=now)
        assert reading.synthesis_on(thread) is None
    for _twice in range(2):
        syntheses.restore(synthesis, by=cast.ada, now=now)
        assert reading.synthesis_on(thread) is not None
    assert verbs(community) == ["summed-up", "took-down", "summed-up"]


def test_a_withdrawn_thread_has_none(sum_up, thread, post, cast, now):
    writing.delete(post(1), by=cast.chloe, now=now)
    with pytest.raises(ValidationError, match="withdrawn"):
        sum_up()
    assert not Synthesis.objects.exists()


PAGES = [
    ("messages/", "GET", {"ada": 200, "bao": 200, "chloe": 403, "dov": 404}),
    ("synthesis/", "GET", {"ada": 200, "bao": 403, "chloe": 403, "dov": 404}),
    ("synthesis/", "POST", {"ada": 302, "bao": 403, "chloe": 403, "dov": 404}),
    ("synthesis/versions/", "GET", {"ada": 200, "bao": 200, "chloe": 200, "dov": 404}),
    ("synthesis/withdraw/", "POST", {"ada": 302, "bao": 403, "chloe": 403, "dov": 404}),
    ("synthesis/restore/", "POST", {"ada": 302, "bao": 403, "chloe": 403, "dov": 404}),
]


@pytest.mark.parametrize(
    ("page", "method", "name", "status"),
    [(page, method, name, status) for page, method, who in PAGES for name, status in who.items()],
)
def test_who_may(page, method, name, status, reader, cast, thread, sum_up):
    sum_up()
    client, url = reader(cast.people[name]), f"{HERE}/{thread.pk}/{page}"
    said = {"text": "New words.", "up_to": 3}
    assert (client.get(url) if method == "GET" else client.post(url, said)).status_code == status


def test_ticked_messages_are_in_the_form(reader, cast, thread):
    page = reader(cast.ada).get(f"{HERE}/{thread.pk}/synthesis/?quote=2&quote=3&quote=x&quote=77")
    form = page.context["form"]
    assert form["text"].value() == (
        "> Begin with a fact, never with a judgement.\n> [#2]\n\n> Then keep silent for a while.\n> [#3]"
    )
    assert "[#2]</blockquote><div><br></div><blockquote>Then" in form.fields["text"].widget.attrs["data-html"]
    assert form["up_to"].value() == 3


@pytest.mark.parametrize("format", ["", "html"])
def test_one_more_message_is_quoted_without_losing_what_was_typed(format, reader, cast, thread):
    said = {"text": "Half a thought", "format": format, "up_to": "2", "quote": "3"}
    page = reader(cast.ada).post(f"{HERE}/{thread.pk}/synthesis/", said)
    assert page.status_code == 200
    text = page.context["form"]["text"].value()
    assert text.startswith("Half a thought")
    assert "Then keep silent for a while." in text
    assert "[#3]" in text
    assert page.context["form"]["up_to"].value() == "2"
    assert not Version.objects.exists()


def test_what_was_not_said_is_told_and_nothing_is_lost(reader, cast, thread):
    said = {"text": "Mine.\n\n> Never said\n> [#2]", "up_to": "3"}
    page = reader(cast.ada).post(f"{HERE}/{thread.pk}/synthesis/", said)
    assert page.status_code == 422
    assert "Message 2 does not say “Never said”" in page.content.decode()
    assert "Mine." in page.content.decode()


def test_written_by_its_form_and_undone(reader, cast, thread):
    client = reader(cast.ada)
    said = {"text": "Facts first.\n\n> Begin with a fact\n> [#2]", "up_to": "3"}
    page = client.post(f"{HERE}/{thread.pk}/synthesis/", said, follow=True)
    assert f'action="{HERE}/{thread.pk}/synthesis/withdraw/"' in page.content.decode()
    client.post(f"{HERE}/{thread.pk}/synthesis/withdraw/")
    assert reading.synthesis_on(thread) is None


def test_its_form_begins_with_what_it_says(reader, cast, thread, sum_up, post, now):
    sum_up()
    client, url = reader(cast.ada), f"{HERE}/{thread.pk}/synthesis/"
    assert client.get(url).context["form"]["text"].value() == "Facts first.\n\n> Begin with a fact\n> [#2]"
    writing.delete(post(2), by=cast.bao, now=now)
    assert client.get(url).context["form"]["text"].value() == "Facts first."


def test_what_changed_is_said_in_words_and_marks(reader, cast, thread, sum_up, now):
    sum_up()
    sum_up("Facts come first.", now=now + timedelta(days=1))
    page = reader(cast.chloe).get(f"{HERE}/{thread.pk}/synthesis/versions/").content.decode()
    assert "Version 2" in page
    assert "<ins>" in page
    assert "come" in page
    assert "<del>" in page
    assert "[removed:" in page
    first = reader(cast.chloe).get(f"{HERE}/{thread.pk}/synthesis/versions/?version=1")
    assert "<ins>" not in first.content.decode()
    assert reader(cast.chloe).get(f"{HERE}/{thread.pk}/synthesis/versions/?version=9").status_code == 404


def test_an_old_version_does_not_say_what_was_removed(reader, cast, thread, sum_up, post, now):
    sum_up()
    sum_up("Otherwise.")
    writing.delete(post(2), by=cast.bao, now=now)
    for version in (1, 2):
        url = f"{HERE}/{thread.pk}/synthesis/versions/?version={version}"
        assert "Begin with a fact" not in reader(cast.ada).get(url).content.decode()


def test_the_thread_asks_as_much_with_one_quotation_as_with_three(
    reader, cast, thread, sum_up, count_queries
):
    client, url = reader(cast.chloe), thread.get_absolute_url()
    sum_up()
    one = count_queries(client, url)
    sum_up("> Begin\n> [#2]\n\n> Then keep\n> [#3]\n\n> I do not\n> [#1]")
    assert count_queries(client, url) == one
