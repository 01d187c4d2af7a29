"""All that is held about a person, in one file: theirs alone, whole, and gone after a week."""

import json
import zipfile
from datetime import timedelta
from email.utils import parseaddr
from io import BytesIO

import pytest
from django.core import mail
from django.core.files.base import ContentFile

from tisserand.mail.delivery import deliver_due
from tisserand.people import held
from tisserand.privacy import exporting, starting
from tisserand.privacy.models import Export

from .lives import EMAIL, PDF


@pytest.fixture
def zelie(life, as_person):
    """Her browser; nothing is under way any more."""
    Export.objects.all().delete()
    return as_person(life.person)


def fetched(browser):
    """She asks for it, follows, fetches: the file, opened."""
    page = browser.post("/me/data/export/", follow=True)
    assert page.status_code == 200
    response = browser.get(f"/me/data/export/{Export.objects.get().pk}/file/")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="tisserand-')
    assert response.headers["Cache-Control"] == "private, no-store"
    return zipfile.ZipFile(BytesIO(b"".join(response.streaming_content)))


def test_each_kind_of_datum_is_in_it_row_by_row(life, zelie):
    file = fetched(zelie)
    assert file.testzip() is None
    for one in held.all_holdings():
        kept = json.loads(file.read(f"data/{one.key}.json"))
        if one.key not in ("exports", "sessions", "tasks", "mail"):  # what asking for it has changed
            assert kept == json.loads(json.dumps(list(one.rows(life.person)), default=_plain)), one.key
    assert EMAIL in file.read("data/account.json").decode()


def _plain(value):
    from django.core.serializers.json import DjangoJSONEncoder

    return DjangoJSONEncoder().default(value)


def test_it_can_be_read_by_a_person_in_their_language(life, zelie):
    page = fetched(zelie).read("index.html").decode()
    assert '<html lang="fr">' in page
    assert "Zélie Quatremère" in page
    assert "Commence par la fin" in page
    for one in held.all_holdings():
        assert f"<h2>{one.name}</h2>" in page


def test_the_files_they_joined_are_in_it(life, zelie):
    file = fetched(zelie)
    joined = [name for name in file.namelist() if name.startswith("files/messages/")]
    assert sorted(name.partition("-")[2] for name in joined) == ["CV Zélie Quatremère.pdf", "plan.pdf"]
    assert {file.read(name) for name in joined} == {PDF}


def test_private_words_are_in_it_those_received_too(life, zelie):
    file = fetched(zelie)
    kept = json.loads(file.read("data/private-messages.json"))
    assert [(row["by"], row["text"][:12]) for row in kept] == [
        ("vous", "Entre nous :"),
        ("Bao Tran", "Zélie, reste"),
        ("vous", "Non."),
    ]
    assert sum(name.startswith("files/private-messages/") for name in file.namelist()) == 2


def test_an_administrator_never_gets_private_words(life, as_person, make_person, zelie):
    """For who has no address, whoever asked for the file."""
    life.person.email = None
    life.person.save()
    sylvain = as_person(make_person("Sylvain", "Roche", is_administrator=True))
    own = starting.ask(life.person, by=life.person, now=life.person.joined_at)
    address = f"/site/people/{life.person.pk}/export/"
    assert (Export.objects.get().pk, sylvain.get(f"{address}file/").status_code) == (own.pk, 404)
    Export.objects.all().delete()
    sylvain.post(address)
    response = sylvain.get(f"{address}file/")
    file = zipfile.ZipFile(BytesIO(b"".join(response.streaming_content)))
    for key in ("private-messages", "private-reports", "blocks"):
        assert json.loads(file.read(f"data/{key}.json")) == []
    assert not [name for name in file.namelist() if name.startswith("files/private")]
    page = file.read("index.html").decode()
    assert "Pour vos yeux seulement" in page
    assert "Entre nous" not in page


def test_the_support_notes_about_somebody_else_are_not_in_it(life, zelie):
    """She wrote a note about a friend; what the LCM noted about her is hers to read."""
    file = fetched(zelie)
    text = b"".join(file.read(name) for name in file.namelist() if name.startswith("data/")).decode()
    assert life.friend.email not in text


def test_a_name_of_a_file_cannot_lead_out_of_the_folder(life, zelie, monkeypatch):
    class Loose(held.Holding):
        key = name = purpose = kept = "loose"

        def files(self, person):
            for number, name in enumerate(["../../etc/passwd", "..\\..\\x.exe", "", "a\x00b\n", "é" * 300]):
                kept = person.exports.create(
                    asked_at=person.joined_at, moved_at=person.joined_at, state="failed"
                )
                kept.file.save(f"{number}", ContentFile(b"x"))
                yield name, kept.file

    monkeypatch.setitem(held._holdings, "loose", Loose())
    export = starting.ask(life.person, by=life.person, now=life.person.joined_at)
    exporting.make(export.pk)
    export.refresh_from_db()
    with zipfile.ZipFile(export.file) as file:
        names = [name for name in file.namelist() if name.startswith("files/loose/")]
    assert names == [
        "files/loose/0001-passwd",
        "files/loose/0002-x.exe",
        "files/loose/0003-file",
        "files/loose/0004-ab",
        f"files/loose/0005-{'é' * 100}",
    ]


def test_they_are_told_by_mail_when_it_is_ready(life, zelie, settings, now):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    fetched(zelie)
    deliver_due(Export.objects.get().ready_at)
    told = [message for message in mail.outbox if "/me/data/export/" in message.body]
    assert [parseaddr(message.to[0])[1] for message in told] == [EMAIL]


def test_one_that_breaks_says_so_and_can_be_asked_for_again(life, zelie, monkeypatch):
    def broken(person):
        raise RuntimeError("broken")

    with monkeypatch.context() as patch:
        patch.setattr(held.named("messages"), "rows", broken)
        zelie.post("/me/data/export/")
    failed = Export.objects.get()
    assert (failed.state, bool(failed.file)) == ("failed", False)
    assert zelie.get(f"/me/data/export/{failed.pk}/file/").status_code == 404
    zelie.post("/me/data/export/")
    assert Export.objects.exclude(pk=failed.pk).get().state == "ready"


def test_a_worker_that_was_killed_is_followed_by_another(life, now, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    Export.objects.all().delete()
    first = starting.ask(life.person, by=life.person, now=now)
    Export.objects.update(state="running", share=0.5)
    assert starting.ask(life.person, by=life.person, now=now + timedelta(minutes=2)) == first
    first.refresh_from_db()
    assert first.moved_at == now  # it is left to the worker that has it
    assert starting.ask(life.person, by=life.person, now=now + timedelta(minutes=4)) == first
    exporting.make(first.pk)
    first.refresh_from_db()
    assert first.state == "ready"
    assert Export.objects.count() == 1


def test_it_is_gone_after_a_week(life, zelie):
    fetched(zelie)
    export = Export.objects.get()
    storage, name = export.file.storage, export.file.name
    assert exporting.forget_old(export.ready_at + timedelta(days=6, hours=23)) == 0
    assert exporting.forget_old(export.ready_at + timedelta(days=7, minutes=1)) == 1
    assert (storage.exists(name), Export.objects.count()) == (False, 0)


@pytest.mark.parametrize(("email", "status"), [(EMAIL, 404), (None, 200)])
def test_an_administrator_hands_it_over_only_to_who_has_no_address(
    life, as_person, make_person, email, status
):
    Export.objects.all().delete()
    life.person.email = email
    life.person.save()
    sylvain = as_person(make_person("Sylvain", "Roche", is_administrator=True))
    assert sylvain.post(f"/site/people/{life.person.pk}/export/").status_code == 302
    assert Export.objects.get().state == "ready"
    assert sylvain.get(f"/site/people/{life.person.pk}/export/file/").status_code == status
    assert sylvain.get(f"/me/data/export/{Export.objects.get().pk}/file/").status_code == 404
