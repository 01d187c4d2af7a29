"""What is theirs and what is not: rarer shapes, and words that only look like a quotation."""

import pytest

from tisserand.mail.inbound import saying
from tisserand.mail.inbound.bodies import unflowed

OWN = "Je le ferais mardi.\nEt vous ?"


@pytest.mark.parametrize(
    "below",
    [
        "- Le 2026-11-23 10:12, Claire Vasseur a écrit :\n> Bonjour",
        "Le lun. 23 nov. 2026 à 10:12, Claire - Maison Arpent <claire@maison.example>\na écrit :\n\nBonjour",
        "-------- Message d'origine --------\nDe : Claire <c@x.example>\nDate : 23/11/26 10:12 (GMT+1)\n"
        "À : a@x.example Objet : Un mot !",
        "________________________________\nFrom: Claire <c@x.example>\nSent: Monday\nTo: A\nSubject: B\n\nHi",
        "From: Claire Vasseur \n<une-adresse-tres-longue+123@x.example> \nSent: Monday, November 23, 2026\n"
        "To: Amina\nSubject: Bonjour\n\nHello",
        "> Subject: Test\n> From: claire@x.example\n> To: a@x.example\n>\n> Hi",
        '----- Original Message -----\nFrom: "Claire" <c@x.example>\nTo: a@x.example\nCc:\n\nHi',
        "*De :* Claire [mailto:c@x.example]\n*Envoyé :* lundi\n*À :* Amina\n*Objet :* Bonjour\n\nBonjour",
        'De: "Claire" <c@x.example>\nÀ: "Amina"\nEnvoyé: Lundi 23 Novembre 2026\nObjet: Bonjour\n\nx',
        "On Mon, Nov 23, 2026 at 10:12 AM, Claire Vasseur <c@x.example> wrote:\n\nHi\nthere",
        "Claire Vasseur <c@x.example> a écrit :\n\n> Bonjour\n> Amina",
        "Envoyé de mon iPhone",
        "Envoyé depuis l’application Mail pour Windows",
        "Envoyé depuis ma tablette Samsung.",
        "Sent from Outlook for iOS",
        "-- \nAmina Keita\n06 01 02 03 04\n\n> Bonjour",
    ],
)
def test_what_stands_below_is_not_theirs(below):
    assert saying.said(f"{OWN}\n\n{below}\n") == OWN


@pytest.mark.parametrize(
    "text",
    [
        "Je cherche les mails qui viennent de : Paul et de : Claire.\nDe : rien, dit-elle.",
        "Le mardi 24, j’ai écrit :\n« venez tous ».",
        "On Monday I wrote:\nnothing.",
        "Trois points :\n- un\n- deux\n\n-----\n\nEt voilà.",
        "Objet : la réunion\nDate : mardi",
        "J’ai envoyé de mon bureau les trois fiches que Paul attendait depuis lundi.",
        "Merci\nAmina",
        "Cordialement est un mot que je n’aime pas.",
        "Ce message est pour toute l’équipe.",
        "Un, deux :\n\n1. commencer\n2. finir",
    ],
)
def test_words_that_look_like_a_quotation_stay(text):
    assert saying.said(text, "Amina Keita") == text


def test_an_answer_between_the_lines_keeps_what_it_answers():
    source = (
        "Le 23/11/2026 à 10:12, Claire a écrit :\n> Un ?\n\nOui.\n\n> a\n> b\n> c\n> d\n> e\n\nNon.\n\n> Fin."
    )
    assert saying.said(source) == "> Un ?\n\nOui.\n\nNon."


def test_an_answer_below_the_whole_quotation_stands_alone():
    assert saying.said("Le 23/11/2026 à 10:12, Claire a écrit :\n> Un ?\n> Deux ?\n\nOui.") == "Oui."


@pytest.mark.parametrize(
    ("typed", "set_again"),
    [
        (f"{'mot ' * 17}mot\nla suite\n\nfin", f"{'mot ' * 17}mot la suite\n\nfin"),
        (f"{'mot ' * 17}fin.\nAutre phrase", f"{'mot ' * 17}fin.\nAutre phrase"),
        (f"{'mot ' * 17}mot\n- un point", f"{'mot ' * 17}mot\n- un point"),
        ("court\ncourt aussi", "court\ncourt aussi"),
        (f"{'mot ' * 30}mot\nla suite", f"{'mot ' * 30}mot\nla suite"),
    ],
)
def test_lines_folded_by_a_program_are_unfolded(typed, set_again):
    assert saying.said(typed) == set_again


@pytest.mark.parametrize(
    ("flowed", "delsp", "text"),
    [
        ("a \nb\nc", False, "a b\nc"),
        ("a \nb", True, "ab"),
        ("> a \n> b\nc", False, "> a b\nc"),
        (" >a\n From here", False, ">a\nFrom here"),
        ("a \n-- \nAda", False, "a \n-- \nAda"),
        ("> a \nb", False, "> a \nb"),
    ],
)
def test_flowed_lines_are_paragraphs_again(flowed, delsp, text):
    assert unflowed(flowed, delsp=delsp) == text
