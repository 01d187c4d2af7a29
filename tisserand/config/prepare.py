"""What must be true before the site serves: tables up to date, static files hashed.

Each step looks first whether there is anything to do: a warm start costs a fraction of a second.
"""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrations_waiting() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _static_sources() -> Iterator[Path]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield Path(storage.path(name))


def static_is_stale() -> bool:
    """Whether a static file is younger than the manifest, or one has come or gone since."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        return True
    made, sources = manifest.stat().st_mtime, list(_static_sources())
    listed = manifest.with_name("sources.txt")
    names = "\n".join(sorted(map(str, sources)))
    return (
        not listed.exists() or listed.read_text() != names or any(s.stat().st_mtime > made for s in sources)
    )


def collect_static() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    names = "\n".join(sorted(map(str, _static_sources())))
    (Path(settings.STATIC_ROOT) / "sources.txt").write_text(names)


def prepare(say=lambda text: None) -> None:
    """Do what is needed; `say` hears each step that takes place, in words."""
    if migrations_waiting():
        say("Bringing the database up to date…")
        call_command("migrate", interactive=False, verbosity=0)
    if not settings.DEBUG and static_is_stale():
        say("Preparing static files…")
        collect_static()
