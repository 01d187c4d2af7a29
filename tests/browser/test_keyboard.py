"""Whole tasks with the keyboard alone, on the demo company, in French; and every control of every page."""

import re

import pytest

from .keyboard import Keyboard
from .test_every_page import WALKS, walk

pytestmark = pytest.mark.browser


@pytest.fixture
def at(enter):
    """`at("claire", "/c/distance/")`: the keyboard of somebody who has just come to that page."""

    def at(who, path):
        keys = Keyboard(enter(who))
        keys.open(path)
        return keys

    return at


def test_invite_somebody_and_withdraw_the_invitation(at):
    keys = at("claire", "/c/distance/members/")
    keys.follow("Inviter")
    keys.write("Qui invitez-vous", "Lou Sarrazin <lou.sarrazin@example.org>")
    keys.choose("expert·e")
    keys.follow("Voir ce qui sera envoyé")
    keys.follow("Envoyer l’invitation")
    keys.follow("Retirer l’invitation envoyée à lou.sarrazin@example.org")
    assert not keys.shows(".line-title", "lou.sarrazin")


def test_change_a_role_and_change_it_back(at):
    keys = at("claire", "/c/distance/members/")
    keys.write("Nom", "Hakim Bouzid")
    keys.follow("Chercher")
    keys.follow("Hakim Bouzid")
    keys.select("Rôle", "expert")
    keys.follow("Changer le rôle")
    assert keys.shows("header .quiet-text", "Expert·e")
    keys.select("Rôle", "apprenant")
    keys.follow("Changer le rôle")
    assert keys.shows("header .quiet-text", "Apprenant·e")


def test_write_a_programme_open_a_group_enrol_and_load_people(at, tmp_path):
    keys = at("claire", "/c/distance/programmes/")
    keys.follow("Nouveau programme")
    keys.write("Nom du programme", "Au clavier")
    keys.choose("en salle")
    for title, day in [("Poser la souris", "1"), ("Ne plus la reprendre", "5")]:
        keys.write("Titre", title)
        keys.write("À faire pour le jour", day)
    keys.follow("Enregistrer")
    keys.follow("Nouveau groupe")
    keys.write("Nom du groupe", "Les dix doigts")
    keys.follow("Enregistrer")
    keys.tick("Alexandre Costa")
    keys.follow("Inscrire")
    assert keys.shows("table", "Alexandre Costa")

    people = tmp_path / "people.csv"
    people.write_text("Nom;Prénom;Courriel\nSarrazin;Noé;noe.sarrazin@example.org\n", encoding="utf-8")
    keys.enter("Organiser")
    keys.follow("Charger des données")
    keys.follow("Charger des personnes")
    keys.choose_file("Votre tableau", people)
    keys.follow("Regarder")
    keys.select("groupe", "Les dix doigts")
    keys.follow("Voir ce qui va se passer")
    keys.follow("Charger 1 personne")
    keys.follow("Noé Sarrazin")
    assert keys.shows("summary", "Les dix doigts")


def test_ask_answer_and_accept(at):
    asker = at("amina", "/c/distance/conversations/")
    asker.follow("Demander ou écrire")
    asker.choose("Poser une question")
    asker.write("En une ligne", "Peut-on tout faire au clavier ?")
    asker.write("Votre message", "Ma souris est tombée.")
    asker.follow("Envoyer")
    question = re.sub("[?#].*", "", asker.page.url)

    answerer = at("bao", question)
    answerer.write("Votre message", "Oui")
    answerer.page.get_by_role("button", name="Gras").wait_for()  # the editor comes when it is loaded
    answerer.reach("Gras", back=True)
    answerer.press("ArrowRight", "ArrowRight", "Tab")
    answerer.page.keyboard.type(", tout.")
    answerer.follow("Envoyer")
    assert answerer.shows(".prose", "Oui, tout.")

    asker.open(question)
    asker.follow("Cela répond à ma question")
    assert asker.shows("#accepted ~ article .prose", "Oui, tout.")


def test_report_a_message_and_settle_it(at):
    learner = at("amina", "/c/distance/conversations/recent/")
    learner.follow("Une réunion par téléphone")
    learner.enter("Agir sur le message 1")
    learner.follow("Signaler")
    learner.write("Raison", "Pour voir si le clavier suffit.")
    learner.follow("Signaler", kind="submit")

    manager = at("claire", "/c/distance/conversations/")
    manager.follow("Regarder")
    assert manager.shows(".line", "Pour voir si le clavier suffit.")
    manager.reach("Une réunion par téléphone")
    manager.choose("Le garder")
    manager.write("Raison", "Rien ici ne blesse.")
    manager.follow("Décider")
    assert not manager.shows(".line", "Pour voir si le clavier suffit.")


def test_leave_a_community_and_come_back(at):
    keys = at("bao", "/c/distance/members/?name=Bao Nguyen")
    keys.follow("Bao Nguyen")
    keys.follow("Quitter la communauté")
    keys.follow("Quitter", kind="submit")
    keys.follow("Annuler")
    assert keys.shows(".brand-name", "Management à distance")


def test_change_the_settings(at):
    keys = at("claire", "/c/distance/settings/")
    keys.write("Sa promesse", "Personne ne reste seul devant son clavier.")
    keys.select("Fuseau horaire", "Paris")
    keys.tick("samedi")
    keys.follow("Enregistrer")
    assert keys.page.get_by_label("Sa promesse").input_value().endswith("clavier.")
    keys.tick("samedi")
    keys.follow("Enregistrer")


def test_ask_for_a_link_read_it_in_the_mail_box_and_enter(at):
    keys = at(None, "/sign-in/")
    keys.write("Votre adresse", "amina.keita@sorvane.example")
    keys.follow("Recevoir un lien")
    keys.follow("Voir la boîte aux lettres")
    keys.write("À", "amina.keita")
    keys.follow("Chercher")
    while not keys.shows(".line-title", "lien"):  # it leaves a moment after it was asked for
        keys.page.wait_for_timeout(300)
        keys.page.reload()
    keys.follow("lien")
    keys.enter("La même en texte simple")
    keys.follow("/sign-in/link/")
    keys.follow("Entrer", kind="submit")
    assert keys.shows("h1", "Amina")


def test_act_from_the_day_and_undo(at):
    keys = at("claire", "/c/distance/my-day/")
    keys.enter("Plus tard")
    keys.press("Tab", "Enter")  # the first day that is proposed: tomorrow, or the next working day
    done = keys.page.locator(".line.done:focus")
    done.wait_for()
    keys.enter("Annuler")
    keys.page.locator(".line:focus").wait_for()
    assert done.count() == 0


@pytest.mark.parametrize(("who", "start", "at_least"), WALKS)
def test_tab_reaches_every_control_of_every_page_and_shows_where_it_is(enter, who, start, at_least):
    page, found, seen = enter(who), {}, 0
    for name in walk(page, start):
        seen += 1
        if faults := Keyboard(page).faults():
            found[name] = faults
    assert found == {}
    assert seen >= at_least


def test_what_closes_gives_the_focus_back(enter):
    keys = Keyboard(enter("claire", phone=True))
    keys.open("/c/distance/my-day/")
    for opens in ["mon compte", "Menu", "Plus tard"]:
        keys.enter(opens)
        keys.press("Tab", "Escape")
        assert opens in keys.here()["name"]
    keys.enter("Répondre")
    keys.page.locator(".act-box form").wait_for()
    keys.enter("Fermer")
    assert keys.here()["name"] == "Répondre"
