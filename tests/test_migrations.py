import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from tests.database import ROOT, deciding

MIGRATIONS = [
    path
    for config in apps.get_app_configs()
    if config.name.startswith("tisserand.")
    for path in sorted(Path(config.path, "migrations").glob("[0-9]*.py"))
]


@pytest.mark.django_db
def test_the_models_and_the_migrations_say_the_same():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_a_migration_is_named_by_a_person(path):
    assert re.fullmatch(r"\d{4}_[a-z]\w+", path.stem)
    assert not re.search(
        r"_auto_|_initial$|_and_more$|_squashed_|^\d{4}_(alter|add|remove)_\w+_\w+_\w+_\w+", path.stem
    )


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_what_a_migration_uses_decides_whether_the_tables_of_the_tests_are_made_again(path):
    used = re.findall(r"^\s*(?:import|from) (tisserand[\w.]*)(?: import (\w+))?", path.read_text(), re.M)
    for module, name in used:
        places = [ROOT / one.replace(".", "/") for one in (f"{module}.{name}", module)]
        files = [file for place in places for file in (place.with_suffix(".py"), place / "__init__.py")]
        assert next(file for file in files if file.exists()) in deciding()
