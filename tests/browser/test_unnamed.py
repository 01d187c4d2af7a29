"""A question without a name: asked, answered, and the name shown in the end; with and without script."""

import pytest

pytestmark = pytest.mark.browser
ASK = "/c/distance/conversations/new/?kind=question"
TICK = "Demander sans montrer mon nom"


def asked(page, title):
    """Ask it; the first words name who asks, and are looked at again before they leave."""
    page.goto(ASK)
    page.get_by_label("En une ligne").fill(title)
    page.evaluate("document.getElementById('id_text').scrollIntoView({block: 'center'})")
    page.locator("trix-editor").click()
    page.keyboard.type("Amina n’ose pas refuser.")
    page.get_by_label(TICK).check()
    assert page.get_by_text("Personne ici ne verra votre nom").is_visible()
    page.get_by_role("button", name="Envoyer").click()
    page.get_by_text("Votre texte peut dire qui vous êtes").wait_for()
    assert page.get_by_label(TICK).is_checked()
    page.get_by_label("J’ai relu").check()
    page.get_by_role("button", name="Envoyer").click()
    page.get_by_text("Vous, sans votre nom").first.wait_for()
    assert page.locator(".post .prose").first.inner_text() == "Amina n’ose pas refuser."
    return page.url


def test_others_read_a_question_of_nobody_until_the_name_is_shown(enter, axe):
    page = enter("amina")
    url = asked(page, "Refuser un report au dernier moment")
    assert axe(page) == []
    other = enter("bao")
    other.goto(url)
    assert other.get_by_text("La personne qui a posé la question").first.is_visible()
    assert "Keita" not in other.content()
    page.get_by_role("link", name="Qui peut voir mon nom").click()
    assert axe(page) == []
    page.get_by_role("button", name="Montrer mon nom").click()
    page.get_by_text("Votre nom est montré").wait_for()
    other.reload()
    assert other.get_by_text("Amina Keita").first.is_visible()


def test_on_a_phone_what_was_refused_leaves_as_it_was_written(enter):
    """Also when one sends again before the editor has come back."""
    page = enter("amina", phone=True)

    def come_once(route):
        again = page.get_by_label("J’ai relu").count()
        route.abort() if again else route.continue_()

    page.route("**/trix-*", come_once)
    asked(page, "Refuser un report encore une fois")


def test_without_script_on_a_small_phone_the_tick_survives_a_look_at_similar_questions(enter):
    page = enter("amina", javascript=False, width=320)
    page.goto(ASK)
    page.get_by_label("En une ligne").fill("Dire non à un client pressé")
    page.get_by_label("Votre message").fill("Comment faire ?")
    page.get_by_label(TICK).check()
    page.get_by_role("button", name="Voir si quelqu’un l’a déjà demandé").click()
    assert page.get_by_label(TICK).is_checked()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="Envoyer").click()
    assert page.get_by_text("Vous, sans votre nom").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
