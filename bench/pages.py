"""Measure the pages of a large installation, through the server a site in production runs.

    python bench/generate.py --scale 0.1 && python bench/generate.py        # once: bench_tenth, bench_full
    python bench/pages.py [--rounds 5] [--only reply] [--redis redis://127.0.0.1:6379/5]

Both sites run side by side and take turns, page by page and round by round, so that a noisy moment of the
machine falls on both; each figure is the median of the rounds. Needs wrk (Debian's package of that name).
Milliseconds are with one connection (Python's http.client, its own time included), requests per second with
eight (wrk). The people asked for, threads and communities are many, and the same at each run. Replies are
really written.
"""

import argparse
import itertools
import os
import platform
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from load import Ask, eight_at_once, one_by_one
from site_under_test import HOST, Site

SCALES = {"1/10": "bench_tenth", "full": "bench_full"}
WARM = 3  # seconds of each page, before anything is measured


def main() -> None:
    options = _options()
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {_machine(options.server)}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        sites = {
            scale: Site(
                f"{options.server}/{SCALES[scale]}", Path(folder) / SCALES[scale], redis=options.redis
            )
            for scale in options.scales
        }
        try:
            benches = {scale: Bench(site.__enter__(), options) for scale, site in sites.items()}
            for number in range(options.rounds):
                _wait_for_quiet(options.quiet)
                load = os.getloadavg()[0]
                for page in next(iter(benches.values())).pages:
                    for bench in benches.values():
                        bench.measure(page)
                print(f"round {number + 1} of {options.rounds}; load before it: {load:.1f}", flush=True)
            print(table(benches))
            for scale, bench in benches.items():
                held = " + ".join(map(str, bench.site.memory()))
                print(f"Memory at {scale}: {held} MB (what watches, then what answers).")
        finally:
            for site in sites.values():
                site.__exit__()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--server", default="postgres://postgres@127.0.0.1:5432")
    parser.add_argument("--scales", nargs="+", choices=list(SCALES), default=list(SCALES))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=120, help="of each page and round, one connection")
    parser.add_argument("--seconds", type=float, default=4, help="of each page and round, eight connections")
    parser.add_argument("--only", nargs="+", help="these pages")
    parser.add_argument("--redis", default="", help="address of a Redis for what processes share")
    parser.add_argument("--quiet", type=float, default=2, help="wait, some minutes at most, for such a load")
    return parser.parse_args()


class Bench:
    """One site, what is asked of it, and what was found: by page, one value a round."""

    def __init__(self, site: Site, options: argparse.Namespace) -> None:
        self.site, self.options = site, options
        chosen = {name: page for name, page in site.visits().items() if name in (options.only or [name])}
        self.pages = {name: [Ask(*one) for one in page["requests"]] for name, page in chosen.items()}
        self.once = {name for name, page in chosen.items() if page["once"]}
        self.queries = {name: page["queries"] for name, page in chosen.items()}
        self.found: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in self.pages}
        for name in self.pages:
            if name in self.once:
                one_by_one(site.ports[0], HOST, self.taken(name, 20))
            else:  # by several connections, so that each process has seen it
                eight_at_once(site.ports[0], HOST, self.pages[name], WARM, once=False)

    def taken(self, page: str, count: int) -> list[Ask]:
        """The next requests of a page; those that may be sent once only are not given again."""
        asked = self.pages[page]
        if page in self.once:
            if len(asked) < count:
                sys.exit(f"No request is left for {page}: fewer rounds, or more of them in visits.py.")
            self.pages[page], asked = asked[count:], asked[:count]
        return list(itertools.islice(itertools.cycle(asked), count))

    def measure(self, page: str) -> None:
        port, found = self.site.ports[0], self.found[page]
        took, weights = one_by_one(port, HOST, self.taken(page, self.options.requests))
        found["p50"].append(statistics.median(took))
        found["p95"].append(statistics.quantiles(took, n=20)[-1])
        found["bytes"].append(statistics.median(weights))
        once, seconds = page in self.once, self.options.seconds
        asked = self.taken(page, int(seconds * 250)) if once else self.pages[page]
        counted = eight_at_once(port, HOST, asked, seconds, once=once)
        assert not counted["failed"], (page, counted)
        found["rate"].append(counted["answered"] / counted["seconds"])

    def median(self, page: str, what: str) -> float:
        return statistics.median(self.found[page][what])


def table(benches: dict[str, Bench]) -> str:
    """Markdown: a line for each page, and the growth from the first scale to the last."""
    scales = list(benches)
    head = ["page", *(f"{what}, {scale}" for what in ("p50", "p95", "a second") for scale in scales)]
    lines = [[*head, "growth", "queries", "kB"]]
    first, last = benches[scales[0]], benches[scales[-1]]
    for page in last.pages:
        cells = [
            f"{bench.median(page, what):.1f} ms" for what in ("p50", "p95") for bench in benches.values()
        ]
        cells += [f"{bench.median(page, 'rate'):.0f}" for bench in benches.values()]
        growth = last.median(page, "p50") / first.median(page, "p50")
        weight = last.median(page, "bytes") / 1000
        lines.append([page, *cells, f"× {growth:.2f}", str(last.queries[page]), f"{weight:.1f}"])
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _wait_for_quiet(load: float) -> None:
    until = time.monotonic() + 240
    while os.getloadavg()[0] > load and time.monotonic() < until:
        time.sleep(5)


def _machine(server: str) -> str:
    import psycopg

    with psycopg.connect(f"{server}/postgres") as connection:
        [database] = connection.execute("SHOW server_version").fetchone()
        settings = connection.execute(
            "SELECT name, current_setting(name) FROM pg_settings "
            "WHERE name IN ('synchronous_commit', 'fsync', 'shared_buffers')"
        ).fetchall()
    told = ", ".join(f"{name} {value}" for name, value in settings)
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, PostgreSQL {database} ({told})"


if __name__ == "__main__":
    main()
