import gzip
import re
from pathlib import Path

import pytest

from tisserand.mail.written.mail_body import folded, masked, own_words
from tisserand.mail.written.rendering import render

LONG = "\n".join(f"> line {n}" for n in range(1, 9))


@pytest.mark.parametrize(
    "introduction",
    [
        "On Wed, 3 Jan 2024 at 12:01, John Doe <jdoe@example.org> wrote:",
        "On Wed, 3 Jan 2024 at 12:01, John Doe\n<jdoe@example.org> wrote:",
        "Le mer. 3 janv. 2024 à 12:01, Anne Roy <anne@example.org> a écrit :",
        "Le mer. 3 janv. 2024 à 12:01,\nAnne Roy <anne@example.org> a écrit :",
        "John Doe writes:",
    ],
)
def test_a_long_quotation_and_its_introduction_are_folded_away(introduction):
    source = f"I agree.\n\n{introduction}\n{LONG}\n"
    assert own_words(source) == "I agree."
    html = render(source, "mail").html
    own, _details, rest = html.partition("<details>")
    assert own == "<p>I agree.</p>"
    assert "line 8" in rest
    assert "example.org" not in html


def test_a_short_quotation_between_the_lines_stays_in_view():
    source = "> is it true?\n\nYes.\n\n> and this?\n\nNo."
    assert folded(source) == (
        "<blockquote><p>is it true?</p></blockquote><p>Yes.</p>"
        "<blockquote><p>and this?</p></blockquote><p>No.</p>"
    )
    assert own_words(source) == "Yes.\n\nNo."


def test_a_signature_is_folded_behind_its_first_line():
    html = render("Hello.\n\n-- \nBao Tran\nLab 12\n", "mail").html
    assert html.startswith("<p>Hello.</p><details><summary>— Bao Tran</summary>")
    assert own_words("Hello.\n\n-- \nBao Tran") == "Hello."


@pytest.mark.parametrize(
    "separator",
    ["-----Original Message-----", "-----Message d'origine-----", "---- Forwarded message ----", "_" * 32],
)
def test_what_a_mail_program_copies_below_is_a_quotation(separator):
    source = f"Fine.\n\n{separator}\nFrom: Ann\nSubject: x\n\nlong\nago\nthere\nwas"
    assert own_words(source) == "Fine."
    assert "<details>" in folded(source)


@pytest.mark.parametrize(
    "address",
    [
        "jdoe@example.org",
        "<j.doe+x@mail.example.co.uk>",
        "mailto:jdoe@example.org",
        "jdoe at example dot org",
        "kry|ov@r00t @end|ng |rom gm@||@com",
        "||gge@ @end|ng |rom @t@t|@t|k@tu-dortmund@de",
    ],
)
def test_addresses_are_masked_as_archives_write_them(address):
    assert masked(f"Ask {address} today") == "Ask …@… today"


def test_an_ordinary_sentence_is_left_alone():
    for text in ("We meet at noon. Then lunch.", "x@y", "3 @ 4", "S4 objects have @slots", "look at this"):
        assert masked(text) == text


def test_code_keeps_its_lines():
    assert folded("Try:\n\n  x <- 1\n  y <- 2") == "<p>Try:</p><pre>  x &lt;- 1\n  y &lt;- 2</pre>"


def test_a_mail_may_carry_nothing_of_its_own():
    assert render(LONG, "mail").text == ""


ARCHIVE = Path(__file__).resolve().parents[5] / "shared" / "data" / "mail"


@pytest.mark.skipif(not ARCHIVE.exists(), reason="the mailing list is not on this machine")
def test_no_address_of_a_real_archive_comes_through():
    raw = gzip.decompress(next(ARCHIVE.glob("*.gz")).read_bytes()).decode("utf-8", "replace")
    mails = [mail.partition("\n\n")[2][:40_000] for mail in raw.split("\nFrom ")[1:80]]
    shown = "".join(render(mail, "mail").html for mail in mails)
    assert not re.findall(r"[\w.]+@[\w-]+\.(?:com|org|net|de|fr|uk|edu)\b", shown)
    assert "@end" not in shown
