"""What an LCM knows of a letter: before it is written, when it would leave; after, what became of it."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.attention.models import Outreach
from tisserand.communities.models import Community, Membership
from tisserand.mail import delivery, outbox, stopping
from tisserand.mail.kinds import Class
from tisserand.mail.models import Envelope

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
HERE = "/c/distance/my-day/"
pytestmark = pytest.mark.usefixtures("settled", "clock")


@pytest.fixture
def ada(as_person, cast):
    return as_person(cast.ada)


@pytest.fixture
def nina(newcomers):
    (place,) = newcomers(1)
    return place


@pytest.fixture
def write(ada, nina):
    """Ada writes to Nina; the page that follows."""
    return lambda: ada.post(
        HERE + "write/", {"member": nina.pk, "subject": "Hi", "text": "A word."}, follow=True
    )


@pytest.fixture
def form(ada, nina):
    return lambda: words(ada.get(HERE + "write/", {"member": nina.pk}))


def words(response):
    text = re.sub(r"<(script|template).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def told(ada, nina):
    """What three pages say of the only letter: the day, the member, the letter."""
    letter = Outreach.objects.order_by("pk").last()
    pages = (HERE, f"/c/distance/members/{nina.pk}/", f"{HERE}letters/{letter.pk}/")
    return [words(ada.get(page)) for page in pages]


def test_in_working_hours_it_leaves_in_a_minute(form):
    assert "It leaves in one minute, in your name" in form()


def test_in_the_evening_it_leaves_in_the_morning_and_one_knows_it(form, write, clock, now, ada, nina):
    clock.now = now + timedelta(hours=10)
    assert "It leaves tomorrow at 9 am, in your name" in form().replace("\xa0", " ")
    assert "enough mail" not in form()
    write()
    assert Envelope.objects.get().due_at == now + timedelta(hours=23)
    for page in told(ada, nina):
        assert "Leaves on Wednesday 25 November 2026 at 9 am" in page


def test_over_the_budget_one_is_told_before_writing_and_can_ring(form, write, clock, now, ada, nina):
    for _ in range(2):
        write()
    clock.now = now + DAY
    delivery.deliver_due(clock.now)
    said = form().replace("\xa0", " ")
    assert "Nina0 has had 2 letters of encouragement within seven days, from here or elsewhere" in said
    assert "Yours will leave on Wednesday 2 December." in said
    assert "A call can be made today: 06 12 34 56 78" in said
    write()
    assert delivery.deliver_due(clock.now + MINUTE) == 0
    for page in told(ada, nina):
        assert "this person has had enough encouragement until then" in page


def test_letters_of_another_community_count(form, write, nina, community, now):
    elsewhere = Community.objects.create(organisation=community.organisation, name="Other", slug="other")
    Membership.objects.create(community=elsewhere, person=nina.person, role="learner", joined_at=now)
    for _ in range(2):
        outbox.post("personal-letter", nina.person, now=now - DAY, outreach=0)
    Envelope.objects.update(state="sent", handed_at=now - DAY)
    assert "Nina0 has had 2 letters of encouragement within seven days" in form()


def test_a_letter_of_which_nobody_knows_is_shown_so(write, ada, nina, now):
    write()
    Envelope.objects.update(state="claimed", claimed_at=now, handed_at=now)  # and the worker is no more
    delivery.recover(now + timedelta(hours=1))
    for page in told(ada, nina):
        assert (
            "May or may not have arrived: the connection broke on Tuesday 24 November 2026 at 10 am, "
            "and it was not sent again" in page
        )


@pytest.mark.parametrize(
    ("state", "problem", "said"),
    [
        ("sent", "", "Sent on Tuesday 24 November 2026 at 10 am"),
        ("failed", "no-such-address: 550", "Not delivered: this address does not exist"),
        ("dropped", "not-wanted", "Not sent: this person asked for no mail"),
    ],
)
def test_what_became_of_it_is_said_wherever_the_letter_is(write, ada, nina, now, state, problem, said):
    write()
    Envelope.objects.update(state=state, problem=problem, sent_at=now)
    assert [said in page for page in told(ada, nina)] == [True] * 3


def test_whoever_stopped_letters_gets_a_call_or_paper(form, nina, now):
    stopping.stop(nina.person, Class.ENCOURAGEMENT, now=now)
    assert "No mail reaches Nina0" in form()
    assert "Note it and print" in form()


def test_greeting_several_says_whose_mail_waits(ada, make_person, join, lines, now):
    for name, zone in (("Ines", "Europe/Paris"), ("Paul", "Pacific/Noumea")):
        join(make_person(name, "Roy", time_zone=zone), at=now - 2 * DAY)
    keys = [key for _indicator, key in lines()]
    said = words(ada.get(HERE + "greet/", {"signal": keys})).replace("\xa0", " ")
    assert "Ines Roy Paul Roy leaves at 11 pm" in said
    done = ada.post(HERE + "greet/", {"signal": keys, "subject": "Welcome", "text": "Hello."}, follow=True)
    assert "Ines: leaves on Tuesday 24 November 2026 at 10:01 am" in words(done)
    assert "Paul: leaves on Tuesday 24 November 2026 at 11 pm" in words(done)


def test_what_became_of_mails_costs_the_same_however_many(ada, newcomers):
    counts = []
    for place in newcomers(3):
        ada.post(HERE + "write/", {"member": place.pk, "subject": "Hi", "text": "A word."})
        with CaptureQueriesContext(connection) as queries:
            ada.get(HERE)
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]
