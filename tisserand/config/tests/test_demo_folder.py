"""The demo's clock is today's: a company of another day steps aside, unless somebody is in it."""

from datetime import date

import pytest

from tisserand.config import demo_folder

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "site.sqlite3").write_text("Monday")
    with demo_folder.served(folder, MONDAY):
        pass
    return folder


def test_a_company_of_today_stays(folder):
    assert demo_folder.step_aside(folder, MONDAY) is None
    assert (folder / "site.sqlite3").exists()


def test_a_company_of_another_day_is_kept_beside(folder):
    former = demo_folder.step_aside(folder, TUESDAY)
    assert (former.name, folder.exists()) == ("demo-2026-11-23", False)
    assert (former / "site.sqlite3").read_text() == "Monday"


def test_a_second_company_of_the_same_day_replaces_none(folder):
    folder.with_name("demo-2026-11-23").mkdir()
    assert demo_folder.step_aside(folder, TUESDAY).name == "demo-2026-11-23-2"


def test_asked_to_it_goes_on_with_the_same_company(folder, monkeypatch):
    monkeypatch.setattr("sys.argv", ["tisserand", "demo", "--same"])
    assert demo_folder.step_aside(folder, TUESDAY) is None


def test_a_folder_somebody_serves_is_left_in_place(folder):
    with demo_folder.served(folder, TUESDAY):
        assert demo_folder.step_aside(folder, TUESDAY) is None
    assert demo_folder.made_on(folder) == MONDAY  # it keeps the day it was made on
    assert demo_folder.step_aside(folder, TUESDAY) is not None


@pytest.mark.parametrize("said", [None, "", "some day", "2026-13-01"])
def test_a_folder_that_does_not_tell_its_day_stays(tmp_path, said):
    folder = tmp_path / "demo"
    folder.mkdir()
    if said is not None:
        (folder / "made-on").write_text(said)
    assert demo_folder.step_aside(folder, TUESDAY) is None


def test_no_folder_yet(tmp_path):
    assert demo_folder.step_aside(tmp_path / "demo", TUESDAY) is None
