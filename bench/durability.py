"""What SQLite's synchronous=FULL costs against NORMAL: one row per transaction, as in docs/decisions/0021.

python bench/durability.py [folder on the disk to measure]
"""

import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

COMMITS = 2000


def measure(path: Path, synchronous: str) -> str:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(
        f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; CREATE TABLE t (a, b)"
    )
    took = []
    for number in range(COMMITS):
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO t VALUES (?, ?)", (number, "x" * 500))
        connection.execute("COMMIT")
        took.append((time.perf_counter() - began) * 1000)
    connection.close()
    rate, (p50, p95) = (
        COMMITS / sum(took) * 1000,
        (statistics.median(took), sorted(took)[int(COMMITS * 0.95)]),
    )
    return f"| {synchronous} | {rate:,.0f} | {p50:.2f} ms | {p95:.2f} ms |"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else ".") as folder:
        for synchronous in ("NORMAL", "FULL"):
            print(measure(Path(folder) / synchronous, synchronous))
