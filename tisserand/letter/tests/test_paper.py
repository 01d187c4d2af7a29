"""Letters on paper: in the language of each, with what a telephone reads; printed once, and noted."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.communities.models import Event
from tisserand.conversations import news
from tisserand.letter import printing
from tisserand.letter.models import Edition
from tisserand.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(community, cast, approved, compose, make_person, join, now):
    """Gone to Bao by mail; on paper to Chloé, who has no address, and to Rose, best met in person."""
    Person.objects.filter(pk=cast.chloe.pk).update(email=None, language="fr")
    join(make_person("Rose", "Abel", reached_by="in_person"))
    at = now - timedelta(days=1)
    story = news.tell(community, by=cast.ada, title="The room", source="Opens.", now=at)
    return compose(approved(chosen=story))


def url(edition, end=""):
    return f"/c/distance/letter/{edition.pk}/paper/{end}"


def test_all_of_them_one_after_the_other_each_in_its_language(ada, edition):
    text = ada.get(url(edition)).text
    assert text.index("Rose Abel") < text.index("Chloé Martin")
    assert ("The story of this letter" in text, "L’histoire de cette lettre" in text) == (True, True)
    assert "Bao Tran" not in text
    assert text.count('class="letter-sheet') == 2
    assert 'lang="fr"' in text


def test_printed_is_noted_once(ada, cast, edition):
    keys = list(edition.copies.filter(way="paper").values_list("pk", flat=True))
    page = ada.post(url(edition, "printed/"), {"copy": [*keys, "x", "9" * 30]}, follow=True)
    assert "2 letters are noted as printed." in page.text
    assert "Every letter on paper is printed." in page.text
    ada.post(url(edition, "printed/"), {"copy": keys})
    lines = Event.objects.filter(verb="printed-letter", actor=cast.ada)
    members = edition.copies.filter(way="paper").values_list("membership", flat=True)
    assert sorted(int(line.object_id) for line in lines) == sorted(members)
    assert set(edition.copies.filter(way="paper").values_list("printed_by", flat=True)) == {cast.ada.pk}


def test_what_goes_by_mail_is_not_noted_as_printed(cast, edition, now):
    by_mail = edition.copies.get(way="mail")
    assert printing.note_printed(edition, [by_mail.pk], by=cast.ada, now=now) == 0


def test_a_drawing_reads_as_its_address():
    drawn = printing.qr("https://example.com/c/distance/")
    assert drawn.startswith("<svg")
    assert "style" not in drawn
    assert "script" not in drawn


def test_statements_do_not_grow_with_the_letters(edition, now):
    copies = list(printing.waiting(edition))
    found = Edition.objects.select_related("approved_by", "community__organisation").get(pk=edition.pk)
    counted = []
    for some in (copies[:1], [copies[0], copies[0], copies[0]]):
        with CaptureQueriesContext(connection) as asked:
            printing.drawn(found, some, present=now)
        counted.append(len(asked))
    assert counted[0] == counted[1]
