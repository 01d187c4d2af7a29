"""From the sign-in page to the preferences through the site's own mail box, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 640}


@pytest.fixture
def visit(chromium, live_server, settings):
    """`visit("fr")`: a narrow window of somebody who reads French, on a demonstration."""
    settings.DEMO, settings.SITE_URL = True, live_server.url
    settings.EMAIL_BACKEND = "tisserand.mail.mailbox.Mailbox"
    contexts = []

    def window(language, **options):
        context = chromium.new_context(viewport=NARROW, locale=language, base_url=live_server.url, **options)
        contexts.append(context)
        context.set_default_timeout(15_000)
        return context.new_page()

    yield window
    for context in contexts:
        context.close()


def clean(page) -> bool:
    """Nothing wider than the window; and axe finds nothing, where scripts may run."""
    return (
        page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        and not (Axe().run(page).response["violations"])
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_by_keyboard_alone(visit, make_person, scheme):
    make_person("Amina", "Keita", language="en")
    page = visit("en", color_scheme=scheme)
    page.goto("/sign-in/?next=/me/")
    assert clean(page)
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.type("amina@example.com")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Look at your mail").wait_for()
    assert clean(page)
    page.get_by_role("link", name="See the demonstration’s mail box").press("Enter")
    page.get_by_role("link", name="Your link to sign in").press("Enter")
    page.get_by_role("heading", name="Your link to sign in").wait_for()
    assert clean(page)
    page.frame_locator("iframe").get_by_role("link", name="Enter").press("Enter")
    page.get_by_role("heading", name="Hello Amina.").wait_for()
    assert clean(page)
    page.get_by_role("button", name="Enter").press("Enter")
    page.get_by_role("heading", name="My details and preferences").wait_for()
    assert clean(page)


def test_without_scripts_in_french(visit, make_person):
    make_person("Amina", "Keita", language="fr")
    page = visit("fr", java_script_enabled=False)
    page.goto("/sign-in/")
    page.get_by_label("Votre adresse électronique").first.fill("amina@example.com")
    page.get_by_role("button", name="Recevoir un lien").click()
    page.get_by_role("link", name="Voir la boîte aux lettres de démonstration").click()
    page.get_by_role("link", name="Votre lien de connexion").click()
    page.frame_locator("iframe").get_by_role("link", name="Entrer").click()
    page.get_by_role("button", name="Entrer").click()
    page.goto("/me/")
    page.get_by_label("Téléphone", exact=True).fill("12")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("Il reste une chose à corriger").wait_for()
    page.get_by_label("Téléphone", exact=True).fill("06.12.34.56.78")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("Vos préférences sont enregistrées.").wait_for()
    assert page.get_by_label("Téléphone", exact=True).input_value() == "06 12 34 56 78"
