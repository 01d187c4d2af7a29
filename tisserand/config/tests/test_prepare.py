import gettext
import os

from tisserand.config.translations import compile_translations

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Reply"
msgstr "Répondre"

#, fuzzy
msgid "Write"
msgstr "Peut-être"
"""


def test_catalogues_are_compiled_when_they_are_younger_and_without_what_is_uncertain(tmp_path):
    po = tmp_path / "app" / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(PO, "utf-8")
    assert compile_translations(tmp_path) == [po]
    assert compile_translations(tmp_path) == []
    words = gettext.GNUTranslations(po.with_suffix(".mo").open("rb"))
    assert (words.gettext("Reply"), words.gettext("Write")) == ("Répondre", "Write")
    later = po.stat().st_mtime + 60
    os.utime(po, (later, later))
    assert compile_translations(tmp_path) == [po]
