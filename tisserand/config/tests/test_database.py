from datetime import UTC, datetime

import pytest
from django.db import connection

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("2026-11-28 20:56:33+00", datetime(2026, 11, 28, 20, 56, 33, tzinfo=UTC)),
        ("2026-11-28 20:56:33.5+02", datetime(2026, 11, 28, 18, 56, 33, 500_000, tzinfo=UTC)),
        ("0001-01-01 00:00:00.000001+00", datetime(1, 1, 1, 0, 0, 0, 1, tzinfo=UTC)),
        ("9999-12-31 23:59:59.999999+00", datetime.max.replace(tzinfo=UTC)),
    ],
)
def test_a_time_is_read_as_it_was_written(db, said, read):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz, NULL::timestamptz", [said])
        assert cursor.fetchone() == (read, None)
        assert connection.connection.adapters.get_loader(1184, 0).__name__ == "Moment"
