import io
import json
import random
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from hypothesis import given
from hypothesis import strategies as st

from tisserand.config.backup import make, nightly, rows, state
from tisserand.config.backup.archive import Damaged, Reader, Writer
from tisserand.config.backup.snapshot import snapshot
from tisserand.people.models import Person

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))
# By kind: what SQLite holds.
HELD = {
    "bool": st.sampled_from([0, 1]),
    "bytes": st.binary(),
    "duration": st.integers(-(10**15), 10**15),
    "moment": st.datetimes().map(str),
    "text": TEXT,
    "time": st.times().map(str),
    "uuid": st.uuids().map(lambda one: one.hex),
}
COLUMNS = {
    "bool": "boolean",
    "bytes": "bytea",
    "duration": "interval",
    "moment": "timestamptz",
    "text": "text",
    "time": "time",
    "uuid": "uuid",
}
ROWS = st.lists(st.tuples(*(st.none() | HELD[kind] for kind in HELD)), max_size=5)


@given(ROWS)
def test_what_sqlite_holds_comes_back_from_its_text(held):
    text = rows.lines(held, HELD)
    assert [tuple(row) for row in rows.values(io.StringIO(text, newline="\n"), HELD)] == held
    assert text.count("\n") == len(held)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="what PostgreSQL itself reads")
@given(ROWS)
def test_postgresql_reads_that_text_and_writes_it_again(held):
    kinds, text = list(HELD), rows.lines(held, HELD)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'; SET LOCAL intervalstyle = 'postgres'")
        cursor.execute("DROP TABLE IF EXISTS held")
        cursor.execute(f"CREATE TEMPORARY TABLE held ({', '.join(f'c_{k} {COLUMNS[k]}' for k in kinds)})")
        with cursor.copy("COPY held FROM STDIN") as target:
            target.write(text)
        with cursor.copy("COPY held TO STDOUT") as source:
            back = b"".join(source).decode()
    assert [tuple(row) for row in rows.values(io.StringIO(back, newline="\n"), HELD)] == held


@pytest.mark.django_db
def test_every_table_of_the_database_is_in_a_backup():
    """But those in which SQLite keeps the index of the search, which it fills again with the rows."""
    applied = MigrationRecorder(connection).applied_migrations()
    with connection.cursor() as cursor:
        there = {
            table.name: {
                column.name for column in connection.introspection.get_table_description(cursor, table.name)
            }
            for table in connection.introspection.get_table_list(cursor)
            if table.name != "django_migrations" and not table.name.startswith("search_words")
        }
    assert {table.name: set(table.columns) for table in state.tables(applied)} == there


@pytest.mark.django_db
def test_an_app_that_is_gone_takes_nothing_into_a_backup_and_a_stranger_stops_it():
    applied = set(MigrationRecorder(connection).applied_migrations())
    tables = state.tables(applied)
    assert state.tables({*applied, ("sessions", "0001_initial")}) == tables
    with pytest.raises(state.Unknown, match=r"strangers\.0001_begin"):
        state.tables({*applied, ("strangers", "0001_begin")})


@pytest.fixture
def made(transactional_db, tmp_path, make_person, now):
    """A backup of a small site: one person, two files of which the database names another one."""
    make_person("Zoé", "Nuñez")
    default_storage.save("attachments/ab/one", ContentFile(b"first"))
    default_storage.save("attachments/cd/two", ContentFile(bytes(range(256)) * 40))
    path = tmp_path / "backups" / "made.zip"
    make.to_file(path, now=now, say=lambda text: None)
    return path


@pytest.mark.django_db(transaction=True)
def test_a_backup_says_what_it_holds(made):
    with Reader(made) as archive:
        archive.verify()
        assert archive.manifest["made_at"] == "2026-11-24T09:00:00+00:00"
        assert archive.manifest["tables"]["people_person"]["rows"] == 1
        assert archive.names("files") == ["files/attachments/ab/one", "files/attachments/cd/two"]
        assert archive.names("keys") == ["keys/secret-key"]
        assert "Zoé\tNuñez" in archive.zip.read("tables/people_person.tsv").decode()
    assert made.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in made.parent.iterdir()] == ["made.zip"]


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_of_one_instant(db, make_person):
    make_person("Ada")
    with snapshot() as instant:
        make_person("Bao")
        ((seen,),) = instant.ask("SELECT count(*) FROM people_person")
    assert (seen, Person.objects.count()) == (1, 2)


def test_settings_are_named_and_secrets_are_not(settings):
    settings.GIVEN = {
        "TISSERAND_URL": "https://learn.example.com",
        "EMAIL_URL": "smtp://user:hidden@example.com",
        "TISSERAND_SECRET_KEY": "hidden",
        "HOME": "/root",
    }
    assert make.named_settings() == {
        "EMAIL_URL": "(kept secret)",
        "TISSERAND_SECRET_KEY": "(kept secret)",
        "TISSERAND_URL": "https://learn.example.com",
    }


def damaged(path, where=None):
    """What is said of a file, or "" when it is found whole."""
    try:
        with Reader(path) as archive:
            archive.verify()
    except Damaged as problem:
        return str(problem)
    return ""


@pytest.mark.django_db(transaction=True)
def test_a_file_cut_anywhere_is_refused(made, tmp_path):
    whole, cut = made.read_bytes(), tmp_path / "cut.zip"
    assert damaged(made) == ""
    for length in [0, 1, 100, len(whole) // 2, len(whole) - 30, len(whole) - 1]:
        cut.write_bytes(whole[:length])
        assert "is not a whole backup of Tisserand" in damaged(cut)


@pytest.mark.django_db(transaction=True)
def test_a_file_in_which_one_byte_changed_is_refused_when_it_matters(made, tmp_path):
    whole, changed, dice = made.read_bytes(), tmp_path / "changed.zip", random.Random(7)
    with zipfile.ZipFile(made) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(150):
        place = dice.randrange(len(whole))
        changed.write_bytes(
            whole[:place] + bytes([whole[place] ^ (1 << dice.randrange(8))]) + whole[place + 1 :]
        )
        if not damaged(changed):  # a date or a mode in the zip's own lists: what is in it must be the same
            with zipfile.ZipFile(changed) as archive:
                assert {name: archive.read(name) for name in archive.namelist()} == content


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda told, members: members.pop("tables/people_person.tsv"), "people_person.tsv is missing"),
        (lambda told, members: told["tables"]["people_person"].update(rows=2), "as many rows as it says"),
        (lambda told, members: told.update(format=9), "Use a newer one"),
        (lambda told, members: members.update({"../outside": b"x"}), "is not a whole backup"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_a_file_that_contradicts_itself_is_refused(made, tmp_path, change, said):
    with zipfile.ZipFile(made) as archive:
        members = {name: archive.read(name) for name in archive.namelist() if name != "SHA256SUMS"}
    told = json.loads(members.pop("manifest.json"))
    change(told, members)
    forged = tmp_path / "forged.zip"
    with forged.open("wb") as out, Writer(out) as writer:
        for name, content in members.items():
            writer.add(name, [content])
        writer.close(told)
    assert said in damaged(forged)


def test_what_is_no_backup_is_refused(tmp_path):
    other = tmp_path / "holiday.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("photo.jpg", b"sea")
    assert "is not a whole backup" in damaged(other)
    assert "There is no file" in damaged(tmp_path / "nowhere.zip")


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_missing_is_told(made, tmp_path, make_person, community, now):
    from tisserand.integrations.imports.models import Load

    Load.objects.create(community=community, kind="people", file="loads/gone", created_at=now)
    again = make.to_file(tmp_path / "again.zip", now=now, say=lambda text: None)
    assert (again.missing, again.files) == (["loads/gone"], 2)


@pytest.mark.django_db(transaction=True)
def test_each_night_makes_one_and_the_oldest_go(settings, tmp_path, now):
    settings.BACKUP_DIR, settings.BACKUPS_KEPT, settings.NIGHTLY_BACKUP = tmp_path, 2, False
    nightly.run(now)
    assert list(tmp_path.glob("*.zip")) == []
    (tmp_path / "tisserand-2020-01-01-000000.zip").write_bytes(b"made by hand: never removed")
    settings.NIGHTLY_BACKUP = True
    for day in range(3):
        nightly.run(now + timedelta(days=day))
    assert sorted(path.name for path in Path(tmp_path).glob("*.zip")) == [
        "nightly-2026-11-25-090000.zip",
        "nightly-2026-11-26-090000.zip",
        "tisserand-2020-01-01-000000.zip",
    ]
