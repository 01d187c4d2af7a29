"""Answering a letter: who wrote it reads the answer, the site only notes it; a few words do more."""

from datetime import timedelta

import pytest

from tisserand.attention import acts
from tisserand.attention.day import day
from tisserand.communities.models import CallRequest
from tisserand.mail.models import Envelope
from tisserand.programmes.models import Progress

DAY = timedelta(days=1)


@pytest.fixture
def letter(post_office, settled, enrol, now):
    """The mail Chloé got: Ada's letter, with the step that comes next under it."""
    chloe = settled.places["chloe"]
    enrol(chloe)
    acts.write(chloe, by=settled.ada, subject="Chloé?", text="How are you?\n\nAda", now=now)
    post_office.wait(minutes=2)
    (mail,) = post_office.deliver()
    return mail


def journal(person):
    verbs = person.memberships.get().community.events.by(person).order_by("pk")
    return list(verbs.exclude(verb="visited").values_list("verb", flat=True))


def test_an_answer_goes_to_her_and_is_a_sign_of_life(cast, post_office, letter, lines):
    assert "ada@example.com" in letter.reply_to[0]
    assert "Your answer goes to Ada, who alone reads it" in letter.body
    arrival = post_office.reply(cast.chloe, letter, "Better, thank you. My boss was away.")
    assert (arrival.state, journal(cast.chloe)) == ("done", ["wrote-back"])
    assert not Envelope.objects.filter(kind__in=["posted-by-mail", "said-by-mail"]).exists()
    assert "never_came" not in [name for name, _key in lines(post_office.now + DAY)]


def test_what_followed_counts_it_as_words(cast, post_office, letter, settled):
    post_office.reply(cast.chloe, letter, "Better, thank you.")
    (act,) = settled.places["chloe"].outreach.with_followed()
    assert (act.came, act.wrote_back, act.did_step) == (True, True, False)


def test_the_step_under_the_letter_is_done_by_one_click_or_one_word(client, cast, post_office, letter):
    assert "Your next step: “Step 1” (12 min)" in letter.body
    post_office.reply(cast.chloe, letter, "Fait !")
    assert [line.step.title for line in Progress.objects.all()] == ["Step 1"]
    (told,) = post_office.deliver()
    assert "“Step 1”: it is done. Next comes “Step 2”" in told.body.replace("\u202f", " ")
    lines = letter.body.splitlines()
    done = lines[lines.index("Yes, it is done:") + 1]
    assert "You have said so already" in client.get(done).text


def test_stuck_call_me_comes_to_the_day(cast, community, post_office, letter):
    post_office.reply(cast.chloe, letter, "Bloquée, appelez-moi demain matin")
    assert CallRequest.objects.get().moment == "morning"
    found = [signal.indicator for signal in day(community, post_office.now).signals]
    assert "call_wanted" in found


def test_from_another_address_nothing_is_noted(cast, post_office, letter):
    post_office.reply(cast.chloe, letter, "Better.", sender="x@elsewhere.example")
    assert journal(cast.chloe) == []


def test_who_has_left_is_not_told_off(cast, post_office, letter, now):
    cast.places["chloe"].leave(by=cast.ada, now=now)
    arrival = post_office.reply(cast.chloe, letter, "Good-bye.")
    assert (arrival.state, "wrote-back" in journal(cast.chloe)) == ("done", False)


def test_where_no_mail_is_received_the_answer_goes_to_her_alone(
    cast, settings, settled, enrol, now, post_office
):
    settings.MAIL_IN_DOMAIN = ""
    enrol(settled.places["chloe"])
    acts.write(settled.places["chloe"], by=settled.ada, subject="Chloé?", text="How are you?", now=now)
    post_office.wait(minutes=2)
    (mail,) = post_office.deliver()
    assert len(mail.reply_to) == 1
    assert "Your answer goes to Ada, and to nobody else." in mail.body
    assert "write to:" not in mail.body


def test_in_french(cast, post_office, settled, enrol, now):
    cast.chloe.language = "fr"
    cast.chloe.save()
    enrol(settled.places["chloe"])
    acts.write(settled.places["chloe"], by=settled.ada, subject="Chloé ?", text="Ça va ?", now=now)
    post_office.wait(minutes=2)
    (mail,) = post_office.deliver()
    assert "Oui, c’est fait" in mail.body
    assert "Appelez-moi" in mail.body
    assert "Pour poser une autre question, écrivez à" in mail.body
