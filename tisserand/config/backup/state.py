"""The tables of a site at a state of its migrations, as the migrations themselves tell it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.migrations.loader import MigrationLoader
from django.db.models import Field, FileField

Migration = tuple[str, str]

# How a value is written does not depend on the database, nor on the column but for these.
KINDS = {
    "BinaryField": "bytes",
    "BooleanField": "bool",
    "DateTimeField": "moment",
    "DurationField": "duration",
    "TimeField": "time",
    "UUIDField": "uuid",
}


# Apps that this program has no more, and the tables they had: their rows go with them.
FORMER = {"sessions": ("django_session",)}


class Unknown(Exception):
    """Migrations that this program does not have; the message names them."""


@dataclass(frozen=True)
class Table:
    """`columns`: kind of each by name; `files`: those that name an uploaded file; `counter`: the column
    that the database numbers by itself, or ""."""

    name: str
    columns: dict[str, str]
    files: tuple[str, ...]
    counter: str


def tables(migrations: Iterable[Migration]) -> list[Table]:
    """The tables of our models when exactly these migrations are applied, by name, without those of former
    apps. Raises Unknown."""
    loader, applied = MigrationLoader(None), {one for one in migrations if one[0] not in FORMER}
    known = set(loader.graph.nodes) | {old for one in loader.replacements.values() for old in one.replaces}
    if strange := applied - known:
        raise Unknown(", ".join(sorted(".".join(one) for one in strange)))
    apps = loader.project_state(sorted(applied & set(loader.graph.nodes))).apps
    models = apps.get_models(include_auto_created=True)
    ours = [_table(model) for model in models if model._meta.managed and not model._meta.proxy]
    return sorted(ours, key=lambda table: table.name)


def last_of_each_app(migrations: Iterable[Migration]) -> list[Migration]:
    """Where to migrate to, so that exactly these are applied."""
    graph, then = MigrationLoader(None).graph, set(migrations)
    return sorted(
        one
        for one in then & set(graph.nodes)
        if not any(child.key in then and child.key[0] == one[0] for child in graph.node_map[one].children)
    )


def _table(model) -> Table:
    fields = model._meta.local_concrete_fields
    automatic = [f.column for f in fields if f.get_internal_type().endswith("AutoField")]
    return Table(
        name=model._meta.db_table,
        columns={field.column: _kind(field) for field in fields},
        files=tuple(field.column for field in fields if isinstance(field, FileField)),
        counter=automatic[0] if automatic else "",
    )


def _kind(field: Field) -> str:
    while field.remote_field:
        field = field.target_field
    return KINDS.get(field.get_internal_type(), "text")
