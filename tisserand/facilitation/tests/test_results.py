"""Figures are k of n invited; fewer than five are shown to nobody but who runs the community."""

import pytest

from tisserand.facilitation import answering, drafts, questions, results
from tisserand.facilitation.answering import Said

URL = "/c/distance/animation/"
ASKED = questions.read("Is it useful?\n- Yes\n- Not yet\nWhat else?")


@pytest.fixture
def answered(put, cast, now, cohort, make_person, join):
    """`answered(3, of=5)`: so many invited, so many of whom answered; what was planned."""

    def answered(count, *, of):
        for number in range(of - 1):
            member = join(make_person(f"Emma{number}", "Roy"))
            cohort.enrolments.create(membership=member, enrolled_at=now)
        planned = put("Half-way.", kind="survey", title="Half-way", questions=ASKED)
        read = drafts.of(planned, by=cast.ada, now=now)
        sent = drafts.approve(read.drafts, planned, by=cast.ada, now=now)
        for number, sending in enumerate(sent[:count]):
            said = {0: Said(number % 2), 1: Said(words=f"Words {number}")}
            answering.answer(sending, said, by=sending.person, now=now)
        return planned

    return answered


def test_those_who_did_not_answer_stay_among_those_invited(answered):
    found = results.of(answered(3, of=6))
    assert (found.answered, found.invited, found.masked) == (3, 6, True)
    assert [(one.ask, one.counts, one.answered) for one in found.questions] == [
        ("Is it useful?", [("Yes", 2), ("Not yet", 1)], 3),
        ("What else?", [], 3),
    ]


def test_words_are_quoted_with_their_name_for_who_runs_the_community(ada, answered):
    planned = answered(1, of=2)
    page = ada.get(f"{URL}{planned.pk}/").text
    assert "1 of 2 answered" in page
    assert "Words 0" in page
    assert "Chloé Martin" in page
    assert "Fewer than five have answered" in page
    assert ada.get(f"{URL}{planned.pk}/results/").status_code == 404


def test_five_are_told_to_all_without_names_nor_words(ada, answered, community):
    community.language = "en"
    community.save()
    planned = answered(5, of=6)
    url = f"{URL}{planned.pk}/results/"
    page = ada.get(url)
    text = page.context["form"].initial["text"]
    assert "5 of 6 answered" in text
    assert "- Yes: 3\n- Not yet: 2" in text
    assert "Words" not in text
    assert "Emma" not in text
    made = ada.post(url, {"subject": "You said", "text": text})
    assert "/conversations/" in made.url


def test_a_mail_that_was_dropped_invited_nobody(answered, cast, now):
    planned = answered(0, of=2)
    envelope = planned.sendings.first().envelope
    envelope.state = "dropped"
    envelope.save()
    assert results.of(planned).invited == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_statements_does_not_grow(answered, count, django_assert_num_queries):
    planned = answered(count, of=4)
    with django_assert_num_queries(3):
        results.of(planned)


def test_the_page_asks_as_much_for_three_as_for_one(ada, answered, django_assert_max_num_queries):
    planned = answered(3, of=4)
    ada.get(f"{URL}{planned.pk}/")
    with django_assert_max_num_queries(40) as three:
        ada.get(f"{URL}{planned.pk}/")
    planned.sendings.last().said.all().delete()
    list(planned.sendings.all())[1].said.all().delete()
    with django_assert_max_num_queries(40) as one:
        ada.get(f"{URL}{planned.pk}/")
    assert len(one) == len(three)


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bao", 403), ("chloe", 403), ("dov", 404)])
def test_only_who_plans_tells_the_results(client, cast, answered, name, status):
    planned = answered(5, of=5)
    client.force_login(cast.people[name])
    assert client.get(f"{URL}{planned.pk}/results/").status_code == status
