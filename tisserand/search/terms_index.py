"""The index that finds the passages where terms stand: GIN on PostgreSQL, FTS5 on SQLite.

Both are kept by the database itself from `head` and `body`. Each term is prefixed with the community, so that
looking in one never walks through the words of the others.
"""

from collections.abc import Sequence

from django.db.models import BooleanField, Func

from .models import Passage

# Terms are letters and digits: the first x ends the number.
POSTGRESQL = (
    "string_to_array(substr(replace({0}head || {0}body, ' ', ' ' || ({0}community_id)::text || 'x'), 2), ' ')"
)
_ROW = "replace({0}.head || {0}.body, ' ', ' ' || {0}.community_id || 'x')"
_ADD = f"INSERT INTO search_words(rowid, terms) VALUES (new.id, {_ROW.format('new')});"  # noqa: S608
_GONE = f"'delete', old.id, {_ROW.format('old')}"
_TAKE = f"INSERT INTO search_words(search_words, rowid, terms) VALUES ({_GONE});"  # noqa: S608
SQLITE = (
    # The terms alone, neither their places nor their text: phrases are looked up in the passages found.
    "CREATE VIRTUAL TABLE search_words USING fts5("
    "terms, content='', detail='none', tokenize='unicode61 remove_diacritics 0')",
    f"CREATE TRIGGER search_words_in AFTER INSERT ON search_passage BEGIN {_ADD} END",
    f"CREATE TRIGGER search_words_out AFTER DELETE ON search_passage BEGIN {_TAKE} END",
    "CREATE TRIGGER search_words_anew AFTER UPDATE OF head, body, community_id ON search_passage"
    f" BEGIN {_TAKE} {_ADD} END",
)


def create(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            schema_editor.execute(statement)
    else:
        schema_editor.execute(
            f"CREATE INDEX search_words ON search_passage USING gin (({POSTGRESQL.format('')}))"
        )


class HasOneOf(Func):
    """Whether a passage of this community has one of these terms in each of the groups."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, community: int, groups: Sequence[Sequence[str]]) -> None:
        super().__init__()
        self.groups = [[f"{community}x{term}" for term in group] for group in groups]

    def as_postgresql(self, compiler, connection, **extra):
        terms = POSTGRESQL.format(f'"{Passage._meta.db_table}".')
        return " AND ".join(f"{terms} && %s::text[]" for _ in self.groups), list(self.groups)

    def as_sqlite(self, compiler, connection, **extra):
        asked = " AND ".join("(" + " OR ".join(f'"{term}"' for term in group) + ")" for group in self.groups)
        table = Passage._meta.db_table
        return f'"{table}"."id" IN (SELECT rowid FROM search_words WHERE search_words MATCH %s)', [asked]  # noqa: S608
