"""What a short mail is understood to say; and that one word more is an ordinary mail."""

from types import SimpleNamespace

import pytest

from tisserand.communities import calling
from tisserand.communities.models import CallRequest
from tisserand.conversations.models import Thread
from tisserand.mail import addressing
from tisserand.programmes.models import Progress

pytestmark = pytest.mark.django_db


@pytest.fixture
def say(post_office, cast, community):
    """`say("stop")`: Chloé mails these words to her community; what is answered."""

    def say(text, **more):
        address = addressing.reply_address(cast.chloe, "community", community.pk, now=post_office.now)
        post_office.write(cast.chloe, address, text, **more)
        cast.chloe.refresh_from_db()
        return post_office.deliver()

    return say


@pytest.fixture
def press(client):
    """Follow the link under this label of a mail, and post what its form asks."""

    def press(mail, label, **fields):
        lines = mail.body.splitlines()
        return client.post(lines[lines.index(f"{label}:") + 1], fields)

    return press


RHYTHMS = [
    ("stop", "none"),
    ("STOP !!", "none"),
    ("Bonjour Claire,\nArrêtez de m’envoyer des mails, merci.\nChloé Martin", "none"),
    ("unsubscribe", "none"),
    ("moins de mails", "daily"),
    ("Moins de messages svp", "daily"),
    ("too many emails", "daily"),
    ("Une fois par jour", "daily"),
    ("once a day please", "daily"),
    ("un mail par semaine au maximum, merci", "weekly"),
    ("Once a week.", "weekly"),
]


@pytest.mark.parametrize(("words", "rhythm"), RHYTHMS)
def test_the_rhythm_of_mail(cast, say, press, words, rhythm):
    (told,) = say(words)
    assert (cast.chloe.mail_cadence, Thread.objects.count()) == (rhythm, 0)
    assert told.subject == "It is noted"
    press(told, "Undo", undo="")
    cast.chloe.refresh_from_db()
    assert cast.chloe.mail_cadence == "each"


def test_fewer_goes_one_step_at_a_time_and_undoing_goes_back_to_the_one_before(cast, say, press):
    say("moins de mails")
    (told,) = say("moins de mails")
    assert cast.chloe.mail_cadence == "weekly"
    press(told, "Undo", undo="")
    cast.chloe.refresh_from_db()
    assert cast.chloe.mail_cadence == "daily"
    say("fewer mails")
    (told,) = say("fewer mails")
    assert (cast.chloe.mail_cadence, "Undo" in told.body) == ("weekly", False)


def test_who_stopped_everything_is_still_told_what_they_asked(cast, say):
    say("stop")
    (told,) = say("une fois par semaine")
    assert (told.subject, cast.chloe.mail_cadence) == ("It is noted", "weekly")


POLITELY = "Bonjour,\nje suis bloquée. Pouvez-vous m’appeler demain matin au 06 12 34 56 78 ?\nMerci\nChloé"
CALLS = [
    ("Bloqué, appelez-moi", "", "any"),
    ("stuck, call me", "", "any"),
    (POLITELY, "+33612345678", "morning"),
    ("Appelez-moi vers 14h30 s’il vous plaît", "", "any"),
    ("I am stuck. Could you call me in the afternoon?", "", "afternoon"),
    ("merci de me rappeler à midi", "", "noon"),
]


@pytest.mark.parametrize(("words", "phone", "moment"), CALLS)
def test_stuck_call_me(cast, say, press, words, phone, moment):
    (told,) = say(words)
    request = CallRequest.objects.get()
    assert (request.phone, request.moment, request.words) == (phone, moment, words)
    assert Thread.objects.count() == 0
    if phone:
        assert "Somebody will call you on 06 12 34 56 78, in the morning." in told.body
        press(told, "Undo", undo="")
        assert calling.waited_for(cast.places["chloe"]) is None
    else:
        press(told, "Call me", phone="0612345678", moment="any")
        assert CallRequest.objects.get().phone == "+33612345678"


def test_the_known_number_is_rung(cast, say):
    cast.chloe.phone = "+33698765432"
    cast.chloe.save()
    say("Bloqué, appelez-moi")
    assert CallRequest.objects.get().phone == "+33698765432"


DONE = ["fait", "C’est fait !", "Done.", "Bonjour,\nj’ai terminé l’étape.\nMerci\nChloé", "I have finished"]


@pytest.mark.parametrize("words", DONE)
def test_done(cast, make_cohort, community, now, say, press, words):
    cohort = make_cohort("Watch", "Try", starts_on=community.today(now), members=[cast.places["chloe"]])
    (told,) = say(words)
    assert [line.step.title for line in Progress.objects.all()] == ["Watch"]
    assert "Next comes “Try”" in told.body
    press(told, "Undo", undo="")
    assert (Progress.objects.count(), cohort.enrolments.count()) == (0, 1)


def test_a_subject_alone_says_it_too(cast, make_cohort, community, now, say):
    make_cohort("Watch", starts_on=community.today(now), members=[cast.places["chloe"]])
    say("", subject="Fait")
    assert Progress.objects.count() == 1


ORDINARY = [
    "C’est fait ?",
    "Pas encore fait",
    "Comment dire stop à un collègue",
    "Je suis bloqué",
    "Appelez-moi fou, mais je préfère le papier",
    "Un jour",
    "Moins de réunions",
    "Résolu",  # to nobody's answer
    "fait, et maintenant",
    "stop " * 60,
]


@pytest.mark.parametrize("words", ORDINARY)
def test_one_word_more_is_a_question(cast, make_cohort, community, now, say, words):
    make_cohort("Watch", starts_on=community.today(now), members=[cast.places["chloe"]])
    say(words, subject="A word")
    assert Thread.objects.get().posts.get().text == words.strip()
    assert (CallRequest.objects.count(), Progress.objects.count()) == (0, 0)
    assert cast.chloe.mail_cadence == "each"


def test_done_without_a_path_is_a_question(say):
    say("fait", subject="Ma semaine")
    assert Thread.objects.get().title == "Ma semaine"


def test_a_file_with_it_makes_it_an_ordinary_mail(say):
    say("stop", subject="x", files=[("a.txt", b"words", "text/plain")])
    assert Thread.objects.count() == 1


def test_from_another_address_nothing_is_done_before_one_click(cast, say, press):
    (asked,) = say("stop", sender="x@elsewhere.example")
    assert (asked.subject, cast.chloe.mail_cadence) == ("One click is left to give", "each")
    press(asked, "Yes, stop writing to me")
    cast.chloe.refresh_from_db()
    assert cast.chloe.mail_cadence == "none"


def test_in_french(cast, say):
    cast.chloe.language = "fr"
    cast.chloe.save()
    (told,) = say("stop")
    assert told.subject == "C’est noté"
    assert "Nous ne vous écrivons plus." in told.body
    assert "Annuler" in told.body


@pytest.mark.parametrize("text", ["(" * 190, "a " * 99, "merci " * 33, "\u0301" * 200, "stop\0", "   ", "😀"])
def test_odd_words_do_no_harm(text):
    from tisserand.communities.spoken import bare

    member = SimpleNamespace(person=SimpleNamespace(name="Chloé (Martin", given_name="Chloé ["))
    assert isinstance(bare(text, member), str)
