"""A message is reported, removed, and its author answers from the link of the mail, without script."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.browser
LINK = """
import django
django.setup()
from django.utils import timezone
from tisserand.conversations.models import Report
from tisserand.mail.answering import link
report = Report.objects.filter(settled_at__isnull=False).latest("settled_at")
print(link("reply-decision", report.post.real_author, report.pk, now=timezone.now()))
"""
SAID = "Ce n’est pas à nous de le faire."


def link_of_the_mail(site):
    env = os.environ | site.env | {"DJANGO_SETTINGS_MODULE": "tisserand.config.settings"}
    said = subprocess.run([sys.executable, "-c", LINK], env=env, capture_output=True, text=True, check=True)
    return "/" + said.stdout.strip().split("/", 3)[3]


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_author_answers_and_is_answered(site, enter, axe):
    bao = enter("bao", javascript=False)
    bao.goto("/c/distance/conversations/recent/")
    bao.locator(".line-title").first.click()
    bao.locator("#reply #id_text").fill(SAID)
    bao.locator("#reply").get_by_role("button", name="Envoyer").click()
    bao.get_by_text(SAID).first.wait_for()
    amina = enter("amina", javascript=False)
    amina.goto(bao.url.partition("#")[0])
    post = amina.locator("article", has_text=SAID)
    amina.goto(post.locator("a[href$='/report/']").get_attribute("href"))
    amina.get_by_label("Raison").fill("C’est sec.")
    amina.get_by_role("button", name="Signaler").click()

    claire = enter("claire", javascript=False, width=320)
    claire.goto("/c/distance/conversations/reports/")
    line = claire.locator("li.line", has_text="C’est sec.")
    line.get_by_label("Le retirer").check()
    line.get_by_label("Raison").fill("Dites-le plus doucement.")
    line.get_by_role("button", name="Décider").click()

    link = link_of_the_mail(site)
    phone = enter(None, javascript=False, width=320)
    phone.goto(link)
    assert phone.get_by_text("Dites-le plus doucement.").is_visible()
    assert fits(phone)
    phone.get_by_label("Que voulez-vous lui dire").fill("C’était une citation.")
    phone.get_by_role("button", name="Envoyer ma réponse").click()
    assert phone.get_by_text("Elle vous dira ce qu’il en advient").is_visible()

    claire.goto("/c/distance/conversations/reports/")
    line = claire.locator("li.line", has_text="C’était une citation.")
    assert fits(claire)
    line.get_by_label("Remettre le message").check()
    line.get_by_label("Un mot à la personne qui a écrit").fill("Vous aviez raison.")
    line.get_by_role("button", name="Répondre").click()
    assert claire.get_by_text("La personne qui a écrit lira votre réponse").is_visible()

    wide = enter(None)
    wide.goto(link)
    assert wide.get_by_text("Vous aviez raison.").is_visible()
    assert axe(wide) == []
    bao.reload()
    assert bao.get_by_text(SAID).first.is_visible()
