"""Mail that cannot be taken in is answered in words people understand; machines are never answered."""

import smtplib

import pytest

from .conftest import DOMAIN, MAX_MB

pytestmark = pytest.mark.service
BIG = b"x" * (MAX_MB * 2**20)
BOUNCE = """\
This is the mail system at host example.com.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<{email}>: host mail.example.com said: 452 4.2.2 Mailbox full
Message-ID: {message_id}
"""


def test_a_mail_that_is_too_large_is_refused_at_the_door_in_both_languages(amina):
    with pytest.raises(smtplib.SMTPException) as refusal:
        amina.write([f"distance@{DOMAIN}"], "Photos", "", files=[("a.bin", BIG, "application/zip")])
    assert "Message trop volumineux, 12 Mo au plus / too big" in str(refusal.value)


def test_a_reply_to_a_mail_that_is_too_old_is_answered(amina, bao):
    amina.write([amina.known["late"]], "Re: Question", "Je n’ai pas encore essayé.")
    told = amina.mail("mail-refused")
    words = " ".join(told.text.split())
    assert "trop ancien : son adresse de réponse n’est plus valable" in words
    assert "Je n’ai pas encore essayé." in words
    assert "Je n’ai pas encore essayé." not in bao.words(amina.known["thread"])


def test_an_address_that_was_altered_is_answered(amina):
    amina.write([altered(amina.known["late"])], "Re: Question", "Et moi ?")
    told = amina.mail("mail-refused")
    assert "n’est pas des nôtres" in told.text
    assert "Et moi ?" in told.text


def test_an_address_that_nobody_has_is_refused_at_the_door(amina):
    with pytest.raises(smtplib.SMTPRecipientsRefused, match="personne ne lit cette adresse"):
        amina.write([f"direction@{DOMAIN}"], "Bonjour", "Il y a quelqu’un ?")


def test_a_stranger_hears_nothing(site, amina):
    forged = altered(amina.known["late"])
    amina.write([forged], "Bonjour", "Offre exceptionnelle", sender="offers@elsewhere.example")
    amina.write([f"distance@{DOMAIN}"], "Bonjour", "Offre", sender="offers@elsewhere.example")
    after_all_that(amina)
    assert [one for one in site.server.letters if "offers@elsewhere.example" in one.recipients] == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"Precedence": "bulk"},
    ],
)
def test_a_notice_of_absence_is_neither_posted_nor_answered(headers, amina, bao):
    thread = amina.known["thread"]
    bao.answers(thread)
    amina.reply(amina.mail("first-answer"), "Je suis absente jusqu’au 7 décembre.", **headers)
    assert after_all_that(amina) == ["first-answer", "mail-refused", "personal-letter"]
    assert "jusqu’au 7 décembre" not in bao.words(thread)


def test_mail_that_comes_back_is_neither_posted_nor_answered(amina, bao):
    thread = amina.known["thread"]
    bao.answers(thread)
    came = amina.mail("first-answer")
    words = BOUNCE.format(email=amina.email, message_id=came["Message-ID"])
    returns = f"returns@{DOMAIN}"
    amina.write([returns], "Undelivered Mail Returned to Sender", words, sender=None)
    assert after_all_that(amina) == ["first-answer", "mail-refused", "personal-letter"]
    assert "Mailbox full" not in bao.words(thread)


def altered(address):
    purpose, _dot, token = address.partition(".")
    return f"{purpose}.{'a' * 8}{token[8:]}"


def after_all_that(amina):
    """What came to them, once what they wrote has been dealt with: each mail in its turn, this one last."""
    amina.write([amina.known["late"]], "Re: Question", "Et maintenant ?")
    assert "Et maintenant ?" in amina.mail("mail-refused").text
    return sorted(
        letter["X-Tisserand-Kind"] for letter in amina.server.letters if amina.email in letter.recipients
    )
