"""Nothing leaves unread; what was approved is what leaves, once, at its moment, to whom it still concerns."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tisserand.communities.models import CallRequest
from tisserand.facilitation import drafts, planning, questions, standing
from tisserand.facilitation.models import Answer, Intention, Planned, Sending
from tisserand.mail.models import Envelope
from tisserand.programmes.models import Enrolment

URL = "/c/distance/animation/"


@pytest.fixture
def more(make_person, join, cohort, now):
    """So many learners more in the cohort."""

    def more(count):
        made, first = [], cohort.enrolments.count() - 1
        for number in range(first, first + count):
            member = join(make_person(f"Emma{number}", "Roy"))
            cohort.enrolments.create(membership=member, enrolled_at=now)
            made.append(member)
        return made

    return more


@pytest.fixture
def leave(post_office, now):
    """`leave()`: the mails that leave within a day; `leave(moment)`: those that have left by then."""

    def leave(moment=None):
        post_office.now = moment or now + timedelta(days=1)
        return post_office.deliver()

    return leave


@pytest.fixture
def read(cast, now):
    return lambda planned: drafts.of(planned, by=cast.ada, now=now)


def test_each_one_reads_their_own_words(put, more, read):
    more(1)
    assert [one.text for one in read(put()).drafts] == ["Hello Chloé, I am Ada.", "Hello Emma0, I am Ada."]


def test_what_nothing_fills_is_named_and_cannot_leave_before_a_person_fills_it(put, read, cast, now):
    planned = put("You wrote: “{plan}”. With {partner}?")
    [draft] = read(planned).drafts
    assert (draft.missing, draft.ready) == (("plan", "partner"), False)
    assert drafts.approve([draft], planned, by=cast.ada, now=now) == []
    drafts.edit(draft, planned, subject="A word", text="How is it going?", by=cast.ada)
    [draft] = read(planned).drafts
    assert (draft.text, draft.ready, draft.edited) == ("How is it going?", True, True)


def test_what_was_approved_is_what_leaves_whatever_changes_afterwards(put, read, cast, now, leave):
    planned = put(answers=[{"label": "It works", "means": "done"}])
    [sending] = drafts.approve(read(planned).drafts, planned, by=cast.ada, now=now)
    planned.text = "Something else"
    planned.save()
    cast.chloe.given_name = "Cloclo"
    cast.chloe.save()
    [mail] = leave()
    assert mail.to == ["Cloclo Martin <chloe@example.com>"]
    assert "Hello Chloé, I am Ada." in mail.body
    assert "It works" in mail.body
    assert mail.extra_headers["From"].startswith("Ada Lovel")
    sending.refresh_from_db()
    assert sending.text == "Hello Chloé, I am Ada."


def test_nothing_leaves_before_its_moment(put, read, cast, now, leave):
    planned = put(moved_to=now.date() + timedelta(days=2))
    drafts.approve(read(planned).drafts, planned, by=cast.ada, now=now)
    assert leave(planned.moment - timedelta(minutes=2)) == []
    assert len(leave(planned.moment + timedelta(minutes=2))) == 1


def test_approved_then_moved_later_by_the_dates_of_the_group_it_waits_for_its_day(
    put, read, cast, now, leave, cohort
):
    planned = put(days=10)
    drafts.approve(read(planned).drafts, planned, by=cast.ada, now=now)
    cohort.starts_on += timedelta(days=7)
    cohort.save()
    assert leave(planned.moment + timedelta(days=3)) == []
    assert Envelope.objects.get().state == "waiting"
    assert len(leave(planned.moment + timedelta(days=7, minutes=2))) == 1


def test_moved_sooner_it_leaves_sooner(put, read, cast, now, leave, cohort):
    planned, other = put(days=16), put(moved_to=now.date() + timedelta(days=9))
    for one in (planned, other):
        drafts.approve(read(one).drafts, one, by=cast.ada, now=now)
    soon = now.date() + timedelta(days=1)
    planning.move(other, soon, by=cast.ada, now=now)
    cohort.starts_on -= timedelta(days=7)
    cohort.save()
    planning.bring_all_forward(now)
    due = list(Envelope.objects.order_by("pk").values_list("due_at__date", flat=True))
    assert due == [soon, soon]
    assert len(leave(now + timedelta(days=2))) == 2


def test_what_waited_up_to_a_friday_afternoon_leaves_on_monday(put, read, cast, now, leave):
    planned = put()
    drafts.approve(read(planned).drafts, planned, by=cast.ada, now=now)
    friday = now + timedelta(days=3, hours=5)
    Envelope.objects.update(due_at=friday)
    assert leave(friday + timedelta(minutes=2)) == []
    assert Envelope.objects.get().due_at.date() == friday.date() + timedelta(days=3)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"audience": "not_started"}, "course you follow. It goes to those who have not begun."),
        ({}, "course you follow.\n"),
    ],
)
def test_the_mail_says_why_they_of_all_people(put, read, cast, now, leave, values, said):
    planned = put(**values)
    drafts.approve(read(planned).drafts, planned, by=cast.ada, now=now)
    [mail] = leave()
    assert said in f"{mail.body}\n"
    assert ("It goes to" in mail.body) is bool(values)


def test_two_who_approve_at_once_write_once(put, read, cast, now):
    planned = put()
    first, second = read(planned).drafts, read(planned).drafts
    assert len(drafts.approve(first, planned, by=cast.ada, now=now)) == 1
    assert drafts.approve(second, planned, by=cast.ada, now=now) == []
    assert Envelope.objects.filter(kind="plan-mail").count() == 1


def test_taken_back_it_does_not_leave_and_can_be_approved_again(put, read, cast, now, leave):
    planned = put(moved_to=now.date() + timedelta(days=1))
    [sending] = drafts.approve(read(planned).drafts, planned, by=cast.ada, now=now)
    assert drafts.take_back(sending, by=cast.ada, now=now)
    assert leave(planned.moment + timedelta(hours=1)) == []
    assert len(drafts.approve(read(planned).drafts, planned, by=cast.ada, now=now)) == 1


def test_who_began_meanwhile_is_not_written_that_they_have_not(put, read, cast, now, leave, cohort):
    planned = put(audience="not_started", moved_to=now.date() + timedelta(days=1))
    drafts.approve(read(planned).drafts, planned, by=cast.ada, now=now)
    Enrolment.objects.get().progress.create(step=cohort.programme.steps.first(), completed_at=now)
    assert leave(planned.moment + timedelta(hours=1)) == []


def test_called_off_what_waits_does_not_leave(put, read, cast, now, leave):
    planned = put(moved_to=now.date() + timedelta(days=1))
    drafts.approve(read(planned).drafts, planned, by=cast.ada, now=now)
    planning.call_off(planned, "No need", by=cast.ada, now=now)
    assert leave(planned.moment + timedelta(hours=1)) == []
    with pytest.raises(ValidationError):
        drafts.approve(read(planned).drafts, planned, by=cast.ada, now=now)


def test_the_number_of_queries_does_not_grow(put, more, read, django_assert_num_queries):
    planned = put("{first_name} {partner} {plan} {module} {manager}")
    more(1)
    with django_assert_num_queries(11):
        read(planned)
    more(2)
    with django_assert_num_queries(11):
        read(planned)


def test_through_the_pages_two_are_read_and_those_alike_leave_together(ada, put, more, now):
    planned = put()
    members = more(3)
    page = ada.get(f"{URL}{planned.pk}/").text
    assert "4 mails to read" in page
    assert "Once you have read and approved two of them" in page
    every = [str(one.member.pk) for one in drafts.of(planned, by=planned.made_by, now=now).drafts]
    stamp = standing.of(planned, now, planned.made_by).stamp
    ada.post(f"{URL}{planned.pk}/approve/", {"stamp": stamp})
    assert Sending.objects.count() == 0
    text = "Hello Emma0, I am Ada. Take your time."
    first = {"subject": "A word", "text": "Hello Chloé, I am Ada.", "approve": "1"}
    after = ada.post(f"{URL}{planned.pk}/to/{every[0]}/", first)
    assert after.url.endswith(f"/to/{members[0].pk}/")
    ada.post(f"{URL}{planned.pk}/to/{members[0].pk}/", {"subject": "A word", "text": text, "approve": "1"})
    ada.post(f"{URL}{planned.pk}/approve/", {"stamp": stamp})  # of others than those who are left
    assert Sending.objects.count() == 2
    ada.post(f"{URL}{planned.pk}/approve/", {"stamp": standing.of(planned, now, planned.made_by).stamp})
    said = list(Sending.objects.order_by("membership").values_list("text", flat=True))
    assert said == ["Hello Chloé, I am Ada.", text, "Hello Emma1, I am Ada.", "Hello Emma2, I am Ada."]


def test_a_button_says_so_and_who_is_stuck_is_called(put, read, cast, now, leave, client):
    planned = put(answers=[{"label": "Yes", "means": "done"}, {"label": "Stuck", "means": "stuck"}])
    drafts.approve(read(planned).drafts, planned, by=cast.ada, now=now)
    [mail] = leave()
    lines = mail.body.splitlines()
    link = next(lines[at + 1] for at, line in enumerate(lines) if line.startswith("Stuck"))
    assert client.get(link).status_code == 200
    assert Answer.objects.count() == 0
    client.post(link)
    assert Answer.objects.get().label == "Stuck"
    assert CallRequest.objects.standing().get().words == "A word — Stuck"
    client.post(link, {"undo": ""})
    assert (Answer.objects.count(), CallRequest.objects.standing().count()) == (0, 0)


def test_an_answer_by_mail_is_kept_as_their_plan(put, read, cast, now, leave, post_office):
    planned = put("Complete: when…", asks_intention=True)
    drafts.approve(read(planned).drafts, planned, by=cast.ada, now=now)
    [mail] = leave()
    post_office.reply(cast.chloe, mail, "When I open the meeting, I say why.")
    assert Intention.objects.get().words == "When I open the meeting, I say why."


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bao", 403), ("chloe", 403), ("dov", 404)])
def test_only_who_plans_reads_drafts(client, cast, put, name, status):
    planned = put()
    client.force_login(cast.people[name])
    assert client.get(f"{URL}{planned.pk}/").status_code == status
    member = cast.places["chloe"].pk
    assert client.get(f"{URL}{planned.pk}/to/{member}/").status_code == status


def test_experts_are_written_to_though_they_take_nothing(put, read, cast, now, leave):
    planned = put("Hello {expert}, an hour a week?", to="experts")
    [draft] = read(planned).drafts
    assert (draft.person, draft.text) == (cast.bao, "Hello Bao, an hour a week?")
    drafts.approve([draft], planned, by=cast.ada, now=now)
    [mail] = leave()
    assert mail.to == ["Bao Tran <bao@example.com>"]


def test_once_all_are_decided_of_it_is_done_and_leaves_the_day(ada, put, more, cast, now):
    planned = put(moved_to=now.date())
    [member] = more(1)
    said = {"subject": "A word", "text": "Hello.", "approve": "1"}
    ada.post(f"{URL}{planned.pk}/to/{cast.places['chloe'].pk}/", said)
    planned.refresh_from_db()
    assert planned.done_at is None
    ada.post(f"{URL}{planned.pk}/to/{member.pk}/", {"aside": "1"})
    planned.refresh_from_db()
    assert planned.done_by == cast.ada


def test_approved_before_its_day_it_waits_for_it(ada, put, cast, now):
    planned = put(moved_to=now.date() + timedelta(days=3))
    said = {"subject": "A word", "text": "Hello.", "approve": "1"}
    ada.post(f"{URL}{planned.pk}/to/{cast.places['chloe'].pk}/", said)
    planned.refresh_from_db()
    assert planned.done_at is None


def test_once_it_is_over_nothing_is_to_be_read_and_the_page_says_why(client, put, more, cast, now):
    more(2)
    client.force_login(cast.ada)
    planned = put(kind="survey", questions=questions.read("Is it useful?"))
    page = f"{URL}{planned.pk}/"
    assert "3 mails to read" in client.get(page).text
    planning.finish(planned, by=cast.ada, now=now)
    said = client.get(page).text
    assert "Nothing is left to read: this is over, and 3 people it would concern today do not" in said
    assert "mails to read" not in said
    assert "Read the first one" not in said
    assert "To be read" not in said
    draft = client.get(f"{page}to/{cast.places['chloe'].pk}/").text
    assert "This is over: nothing leaves any more." in draft
    assert "Keep my changes" not in draft
    planning.reopen(planned, by=cast.ada, now=now)
    planning.call_off(planned, "Too many", by=cast.ada, now=now)
    said = client.get(page).text
    assert "this was called off, and 3 people do not receive it" in said
    planning.reopen(planned, by=cast.ada, now=now)
    assert "3 mails to read" in client.get(page).text


def test_what_is_over_is_neither_changed_nor_set_aside(put, read, cast, now):
    planned = put()
    [draft] = read(planned).drafts
    planning.finish(planned, by=cast.ada, now=now)
    with pytest.raises(ValidationError):
        drafts.edit(draft, planned, subject="A word", text="Late", by=cast.ada)
    with pytest.raises(ValidationError):
        drafts.set_aside(draft, planned, by=cast.ada, now=now)
    assert not Sending.objects.exists()


def test_those_whom_no_mail_reaches_are_not_counted_as_mails_to_read(client, put, more, cast):
    for member in more(2):
        member.person.email = None
        member.person.save()
    client.force_login(cast.ada)
    said = client.get(f"{URL}{put().pk}/").text
    assert "1 mail to read" in said
    assert "No mail reaches 2 people: call them, or tell them in person." in said
    cast.chloe.email = None
    cast.chloe.save()
    said = client.get(f"{URL}{Planned.objects.get().pk}/").text
    assert "No mail reaches 3 people" in said
    assert "Read the first one" not in said


def test_where_no_manager_is_named_the_page_says_so_and_no_mail_is_to_be_read(client, put, cast):
    client.force_login(cast.ada)
    said = client.get(f"{URL}{put(to='managers').pk}/").text
    assert "For 1 person no manager is named." in said
    assert "No mail reaches" not in said
    assert "mail to read" not in said


def test_a_day_s_preview_shows_no_draft_of_what_is_over(client, put, cast, now):
    planned = put()
    client.force_login(cast.ada)
    day = f"{URL}preview/?on={planned.on.isoformat()}&member={cast.places['chloe'].pk}"
    assert "Hello Chloé" in client.get(day).text
    planning.finish(planned, by=cast.ada, now=now)
    assert "Hello Chloé" not in client.get(day).text
