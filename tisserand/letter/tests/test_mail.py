"""The letter as it leaves: all of it, in each reader's language, without what has ceased to be true."""

from datetime import timedelta

import pytest

from tisserand.communities.models import Event
from tisserand.conversations import news, writing
from tisserand.conversations.models import Thread
from tisserand.mail import composing as mailing
from tisserand.mail import kinds
from tisserand.mail.models import Envelope
from tisserand.programmes import progress
from tisserand.programmes.models import Progress

pytestmark = pytest.mark.django_db
MARKS = '<script>alert(1)</script> "quoted"\r\nBcc: x@example.com'


def mail_to(person):
    """Their letter as it would leave; None when it has lost its reason."""
    envelope = Envelope.objects.select_related("person").get(kind="letter", person=person)
    envelope.claimed_at = envelope.due_at
    said = mailing.content(envelope, kinds.named("letter"))
    return mailing.message(envelope, kinds.named("letter"), said) if said else None


@pytest.fixture
def week(cast, ask, answer, make_cohort, approved, compose, community, settings, now):
    """Chloé has a step, an answer that waits for her, and a story."""
    settings.MAIL_IN_DOMAIN = "replies.example.com"
    make_cohort("Watch", starts_on=now.date(), members=[cast.places["chloe"]])
    thread = ask(cast.chloe, "How do I begin?")
    post = answer(thread, cast.bao)
    story = news.tell(
        community, by=cast.ada, title="The room opens", source="On **Friday**.", now=now - timedelta(days=3)
    )
    compose(approved(chosen=story))
    return {"thread": thread, "post": post, "story": story}


def test_it_says_everything_in_itself(cast, week):
    mail = mail_to(cast.chloe)
    html = mail.alternatives[0][0]
    for text in (mail.body, html):
        for said in ("Hello to all.", "How do I begin?", "Begin with the facts.", "Watch", "The room opens"):
            assert said in text
        assert "Because you asked, and only you can say whether it helped." in text
        assert "Because it comes next on your path." in text
    assert "On <strong>Friday</strong>." in html
    assert mail.subject == "The letter"


def test_one_answers_it_to_who_wrote_it_and_stops_it_by_one_click(cast, week):
    mail = mail_to(cast.chloe)
    assert mail.reply_to[0].rpartition("<")[2].strip(">") == cast.ada.email
    assert "edition." in mail.reply_to[1]
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Your answer goes to Ada" in mail.body


def test_it_speaks_the_language_of_its_reader(cast, week):
    cast.chloe.language = "fr"
    cast.chloe.save()
    body = mail_to(cast.chloe).body
    assert "Parce que c’est l’étape suivante de votre parcours." in body
    assert "Because" not in body


def test_one_click_does_it(client, cast, week):
    lines = mail_to(cast.chloe).body.splitlines()
    client.post(lines[lines.index("Yes, it is done:") + 1])
    assert Progress.objects.count() == 1
    client.post(lines[lines.index("Yes, this solved it:") + 1])
    assert Thread.objects.solved().get() == week["thread"]


def test_who_is_late_may_say_that_all_is_well(client, cast, community, approved, compose, make_cohort, now):
    starts = now.date() - timedelta(days=9)
    make_cohort("Watch", starts_on=starts, members=[cast.places["chloe"]])
    compose(approved())
    lines = mail_to(cast.chloe).body.splitlines()
    assert "Yes, it is done:" in lines
    client.post(lines[lines.index("Late, but fine:") + 1])
    assert community.events.filter(verb="answered", actor=cast.chloe).count() == 1
    assert Progress.objects.count() == 0


def test_of_a_step_to_come_nobody_is_late(cast, week):
    assert "Late, but fine:" not in mail_to(cast.chloe).body


def test_what_is_no_longer_true_is_left_out(cast, week, community, now):
    cohort = cast.places["chloe"].enrolments.get()
    progress.complete(cohort, cohort.cohort.programme.steps.get(), by=cast.chloe, now=now)
    week["thread"].accept(week["post"], by=cast.chloe, now=now)
    body = mail_to(cast.chloe).body
    assert "The room opens" in body
    assert ("Watch" in body, "How do I begin?" in body) == (False, False)
    writing.delete(week["story"].posts.get(), by=cast.ada, now=now)
    assert mail_to(cast.chloe) is None


@pytest.mark.parametrize(
    "changes", [{"left_at": "now"}, {"mail_cadence": "addressed"}, {"hears": "addressed"}]
)
def test_who_left_or_wants_none_any_more_gets_none(cast, week, now, changes):
    place = cast.places["chloe"]
    for name, value in changes.items():
        setattr(place, name, now if value == "now" else value)
    place.save()
    assert mail_to(cast.chloe) is None


def test_who_asked_without_a_name_stays_without(
    community, cast, ask, answer, approved, compose, make_person, join, now
):
    eve = join(make_person("Evelyne", "Secret")).person
    hidden = ask(eve, "May I say no?", without_name=True)
    answer(hidden, cast.bao, accepted=True)
    compose(approved(chosen=hidden))
    body, html = mail_to(cast.chloe).body, mail_to(cast.chloe).alternatives[0][0]
    assert "May I say no?" in body
    assert [word for word in ("Evelyne", "Secret", eve.email) if word in body + html] == []


def test_what_people_type_stays_text(cast, community, approved, compose, ask, answer, now):
    thread = ask(cast.bao, MARKS[:60])
    answer(thread, cast.chloe, source=MARKS, accepted=True)
    Thread.objects.filter(pk=thread.pk).update(title=MARKS)
    compose(approved(chosen=thread, source=MARKS, subject=MARKS))
    mail = mail_to(cast.ada)
    assert "<script>" not in mail.alternatives[0][0]
    assert "\n" not in mail.subject


def test_an_answer_by_mail_is_a_sign_of_life_and_known_words_do_what_they_say(
    post_office, cast, week, community
):
    post_office.reply(cast.chloe, mail_to(cast.chloe), "Merci pour ces nouvelles, je reviens lundi.")
    assert Event.objects.get(verb="answered-letter").actor == cast.chloe
    assert Thread.objects.count() == 2
    post_office.reply(cast.chloe, mail_to(cast.chloe), "C’est fait !")
    assert Progress.objects.count() == 1
