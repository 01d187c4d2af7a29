"""The list, a conversation, choosing people: what one sees and what one does there."""

from datetime import timedelta

import pytest

from tisserand.communities.models import Membership
from tisserand.messages import blocking, reading, taking_part, writing
from tisserand.messages.models import Block, Conversation, Message

LIST = "/c/distance/messages/"


def url(message):
    return f"{LIST}{message.conversation_id}/"


def test_the_newest_word_comes_first_and_what_is_new_is_told(begin, answer, four, reader, now):
    first = begin()
    begin(four.emma, now=now + timedelta(minutes=1))
    answer(first, now=now + timedelta(minutes=2))
    page = reader(four.bao).get(LIST).content.decode()
    assert page.index("Chloé Martin") < page.index("Emma Roy")
    assert page.count("New for you") == 1
    bao = reader(four.bao)
    bao.get(url(first))
    assert "New for you" not in bao.get(LIST).content.decode()


def test_one_goes_on_where_one_stopped(begin, answer, cast, reader, now):
    first = begin()
    chloe = reader(cast.chloe)
    chloe.get(url(first))
    for minute in range(2, 60):
        writing.write(first.conversation, by=cast.bao, source=f"Word {minute}.", now=now)
    page = chloe.get(url(first)).content.decode()
    assert page.count("New since your last visit") == 1
    assert page.index("A word between us.") < page.index("New since your last visit") < page.index("Word 2.")
    assert "Word 52." not in page
    assert "Word 59." in chloe.get(f"{url(first)}?page=2").content.decode()
    assert 'id="message-55"' in chloe.get(f"{url(first)}?at=55").content.decode()


@pytest.mark.parametrize("which", ["page", "at"])
@pytest.mark.parametrize("odd", ["0", "-1", "x", "٣", "9" * 30])
def test_odd_addresses_lead_somewhere(begin, cast, reader, which, odd):
    assert reader(cast.chloe).get(f"{url(begin())}?{which}={odd}").status_code == 200


def test_a_reply_from_the_page(begin, cast, reader):
    first = begin()
    said = {"text": "Thank you.", "form_token": "once"}
    chloe = reader(cast.chloe)
    for _ in range(2):
        response = chloe.post(f"{url(first)}words/", said)
        assert response.url.endswith("?at=2#message-2")
    assert Message.objects.count() == 2
    response = chloe.post(f"{url(first)}words/", {"text": " "})
    assert (response.status_code, Message.objects.count()) == (422, 2)
    assert "Write a few words first." in response.content.decode()


def test_from_a_members_page_to_the_first_word(cast, reader):
    chloe, place = reader(cast.chloe), cast.places["bao"]
    page = chloe.get(f"/c/distance/members/{place.pk}/").content.decode()
    write = f"{LIST}new/?to={place.pk}"
    assert f'href="{write}"' in page
    assert "To Bao Tran" in chloe.get(write).content.decode()
    sent = chloe.post(write, {"text": "Good morning."})
    assert (sent.status_code, sent.url) == (302, Message.objects.get().url)
    assert chloe.get(write).url == f"{LIST}{Conversation.objects.get().pk}/#write"
    own = chloe.get(f"/c/distance/members/{cast.places['chloe'].pk}/").content.decode()
    assert "messages/new/" not in own


def test_people_are_chosen_by_name_and_stay_chosen(four, reader):
    chloe = reader(four.chloe)
    emma = Membership.objects.get(person=four.emma)
    page = chloe.get(f"{LIST}people/?name=felix&to={emma.pk}").content.decode()
    assert "Félix Blanc" in page
    assert f'value="{emma.pk}" checked' in page
    assert "Nobody else here by this name" in chloe.get(f"{LIST}people/?name=Dov").content.decode()
    felix = Membership.objects.get(person=four.felix)
    sent = chloe.post(f"{LIST}new/?to={emma.pk}&to={felix.pk}", {"text": "The three of us."})
    assert sent.status_code == 302
    people = Conversation.objects.get().participations.values_list("person__given_name", flat=True)
    assert set(people) == {"Chloé", "Emma", "Félix"}


@pytest.mark.parametrize("odd", ["", "?to=", "?to=x", f"?to={'9' * 30}", "?to=999999"])
def test_nobody_chosen_leads_back_to_choosing(cast, reader, odd):
    for way in ("get", "post"):
        response = getattr(reader(cast.chloe), way)(f"{LIST}new/{odd}")
        assert response.url.startswith(f"{LIST}people/")


def test_who_is_blocked_finds_every_page_as_before(begin, cast, reader, now):
    """Nothing but the refusal of a message tells them, and it says what is said of somebody who left."""
    first, place = begin(), cast.places["chloe"]
    bao = reader(cast.bao)
    pages = [url(first), LIST, f"/c/distance/members/{place.pk}/", f"{LIST}people/?name=chloe"]
    before = [_bare(bao.get(page)) for page in pages]
    blocking.block(cast.chloe, cast.bao, now=now)
    assert [_bare(bao.get(page)) for page in pages] == before
    response = bao.post(f"{url(first)}words/", {"text": "Please."})
    assert "Chloé Martin cannot be reached by private message at the moment." in response.content.decode()


def _bare(response):
    """The page without what changes at each visit."""
    lines = response.content.decode().splitlines()
    return [line for line in lines if "token" not in line and "nonce" not in line]


def test_blocking_lifting_and_the_list_in_the_preferences(begin, cast, reader):
    begin()
    chloe, block = reader(cast.chloe), f"{LIST}members/{cast.places['bao'].pk}/block/"
    assert "letters by which those who run the community" in chloe.get(block).content.decode()
    assert not Block.objects.exists()
    chloe.post(block)
    assert "People I have blocked" in chloe.get("/me/").content.decode()
    assert reader(cast.bao).get("/me/").content.decode().count("blocked") == 0
    chloe.post(f"/me/blocks/{cast.bao.pk}/lift/")
    assert not Block.objects.exists()
    assert chloe.post(f"{LIST}members/{cast.places['chloe'].pk}/block/").status_code == 404


def test_in_a_group_what_a_blocked_person_says_is_folded(begin, four, reader, now):
    first = begin(four.chloe, four.emma)
    blocking.block(four.chloe, four.bao, now=now)
    chloe = reader(four.chloe)
    assert "A message from somebody you have blocked" in chloe.get(url(first)).content.decode()
    page = chloe.get(LIST).content.decode()
    assert "A word between us." not in page
    assert "New for you" not in page
    assert "blocked" not in reader(four.emma).get(url(first)).content.decode()


def test_bringing_in_and_undoing_it_from_the_page(begin, four, reader):
    first = begin()
    emma = Membership.objects.get(person=four.emma)
    bao = reader(four.bao)
    page = bao.post(f"{url(first)}people/", {"to": emma.pk}, follow=True).content.decode()
    assert "Emma Roy reads what follows." in page
    assert "Bao Tran brought in Emma Roy." in page
    assert "You read what is said from now on." in reader(four.emma).get(url(first)).content.decode()
    bao.post(f"{url(first)}people/undo/")
    assert reader(four.emma).get(url(first)).status_code == 404
    bao.post(f"{url(first)}people/", {"to": emma.pk})
    bao.post(f"{url(first)}words/", {"text": "Welcome."})
    assert "It is too late" in bao.post(f"{url(first)}people/undo/", follow=True).content.decode()
    page = reader(four.emma).get(url(first)).content.decode()
    assert "Welcome." in page
    assert "A word between us." not in page


def test_looking_for_a_name_brings_nobody_in_and_keeps_who_is_chosen(begin, four, reader):
    first = begin()
    emma = Membership.objects.get(person=four.emma)
    page = reader(four.bao).post(f"{url(first)}people/", {"to": emma.pk, "name": "felix", "find": "1"})
    shown = page.content.decode()
    assert (page.status_code, "Félix Blanc" in shown) == (200, True)
    assert f'value="{emma.pk}" checked' in shown
    assert "Chloé Martin" not in shown
    assert first.conversation.participations.count() == 2


def test_leaving_and_coming_back_from_the_page(begin, four, reader):
    first = begin(four.chloe, four.emma)
    emma = reader(four.emma)
    assert "others see that you left" in emma.get(f"{url(first)}leave/").content.decode()
    page = emma.post(f"{url(first)}leave/", follow=True).content.decode()
    assert "Bao Tran" not in page
    assert "Conversations you have left" in page
    assert "Bao Tran" in emma.get(f"{LIST}?left").content.decode()
    page = emma.get(url(first)).content.decode()
    assert "A word between us." in page
    assert 'id="write"' not in page
    assert "Emma Roy has left." in reader(four.chloe).get(url(first)).content.decode()
    assert emma.post(f"{url(first)}words/", {"text": "One more thing."}).status_code == 403
    emma.post(f"{url(first)}return/")
    assert 'id="write"' in emma.get(url(first)).content.decode()


def test_editing_removing_and_putting_back_from_the_page(begin, cast, reader, an_hour, now):
    message = begin()
    bao, words = reader(cast.bao), f"{LIST}words/{message.pk}/"
    bao.post(f"{words}edit/", {"text": "Another word."})
    page = reader(cast.chloe).get(url(message)).content.decode()
    assert "Another word." in page
    assert "edited" in page
    page = bao.post(f"{words}remove/", follow=True).content.decode()
    assert "Another word." not in page
    assert "Message removed by its author." in page
    bao.post(f"{words}restore/")
    assert "Another word." in bao.get(url(message)).content.decode()
    an_hour(now + timedelta(hours=2))
    assert bao.get(f"{words}edit/").status_code == 403


def test_ones_own_words_are_found_whatever_accents_and_capitals(begin, answer, cast, reader, now):
    first = begin(source="L’Évaluation de Noël est prête.")
    writing.remove(answer(first, source="Évaluation reçue."), by=cast.chloe, now=now)
    for person, words, found in (
        (cast.chloe, "evaluation NOEL", 1),
        (cast.bao, "évaluation", 1),
        (cast.bao, "paques", 0),
        (cast.ada, "evaluation", 0),
    ):
        page = reader(person).get(LIST, {"q": words}).content.decode()
        assert page.count("#message-1") == found, (person, words)
        assert "reçue" not in page


def test_the_same_number_of_queries_for_one_and_for_three(begin, answer, four, reader, count_queries, now):
    first = begin()
    chloe = reader(four.chloe)
    pages = (LIST, url(first), f"{LIST}?q=word")
    one = [count_queries(chloe, page) for page in pages]
    for person in (four.emma, four.felix):
        begin(four.chloe, by=person)
        taking_part.add(first.conversation, [person], by=four.bao, now=now)
        answer(first, by=person)
    assert [count_queries(chloe, page) for page in pages] == one


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Neither those who run the community"), ("fr", "Ni l’animation de la communauté")],
)
def test_the_list_says_who_reads_it(cast, reader, language, words):
    cast.chloe.language = language
    cast.chloe.save()
    assert words in reader(cast.chloe).get(LIST).content.decode()


@pytest.mark.parametrize(
    ("people", "name"),
    [([], "A former member"), (["bao"], "Bao Tran"), (["bao", "ada"], "Bao Tran and Ada Lovel")],
)
def test_a_conversation_is_called_by_who_is_in_it(cast, people, name):
    assert reading.names_of([cast.people[one] for one in people]) == name
