import pytest
from django.conf import settings as site
from django.test import Client, RequestFactory
from django.utils import translation

from tisserand.ui import faults


@pytest.mark.django_db
def test_an_address_that_takes_forms_only_says_so(client):
    response = client.get("/sign-out/", headers={"accept-language": "fr"})
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert "ne reçoit que l’envoi d’un formulaire" in response.text


WORDS = {
    "bad_request": (400, "n’a pas pu être comprise", "could not be understood"),
    "forbidden": (403, "ne vous est pas ouverte", "is not for you"),
    "not_found": (404, "Il n’y a rien ici", "There is nothing here"),
    "stale_form": (403, "ouverte depuis trop longtemps", "open for too long"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", WORDS)
def test_faults_are_told_in_the_reader_s_language(name, make_person):
    status, *words = WORDS[name]
    for language, said in zip(("fr", "en"), words, strict=True):
        request = RequestFactory().get("/")
        request.user = make_person(f"Fault{language}", language=language)
        with translation.override(language):
            response = getattr(faults, name)(request)
        assert (response.status_code, said in response.text) == (status, True)


@pytest.mark.django_db
def test_an_unknown_address_and_a_form_without_token(client):
    assert "Il n’y a rien ici" in client.get("/nowhere/", headers={"accept-language": "fr"}).text
    refused = Client(enforce_csrf_checks=True).post("/sign-in/", headers={"accept-language": "fr"})
    assert (refused.status_code, "ouverte depuis trop longtemps" in refused.text) == (403, True)


def test_a_broken_server_answers_without_database_session_or_language(settings):
    settings.TEMPLATES = [
        {**site.TEMPLATES[0], "OPTIONS": {**site.TEMPLATES[0]["OPTIONS"], "context_processors": []}}
    ]
    response = faults.broken(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Un fil s’est cassé" in response.text
    assert "A thread broke" in response.text
    assert "/static/ui/css/tisserand.css" in response.text


def test_a_question_that_holds_a_nul_is_answered_in_words(client):
    page = client.get("/sign-in/?next=a%00b")
    assert (page.status_code, "could not be understood" in page.text) == (400, True)
