"""Measure the search: what it finds on gold sets, and how long it takes on a large installation.

    python bench/search.py quality --data FOLDER     # the public sets; those that are absent are left out
    python bench/search.py similar --data FOLDER     # questions shown while one types; --tune: on other sets
    python bench/search.py typing --from bench_tenth # how long a pause takes while one types
    python bench/search.py speed --from bench_full   # copies what it needs to bench_search, indexes it, asks

`quality` and `similar` run in a database of SQLite, or in the one of DATABASE_URL, made for it. `speed` asks
for whole pages, through Django and all that stands before a view, as members of communities of all sizes:
words, phrases, whole questions, slips of the keyboard, filters. The same ones at each run.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    options = _options()
    os.environ.setdefault("TISSERAND_DATA", tempfile.mkdtemp(prefix="tisserand-bench-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tisserand.config.settings"
    sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]
    if options.what == "speed":
        os.environ["DATABASE_URL"] = f"{options.server}/{options.into}"
        from search_speed import copied, measure

        if not options.again:
            copied(options.server, options.source, options.into)
        measure(options.source, options.asked, again=options.again, times=options.times)
    elif options.what == "typing":
        os.environ["DATABASE_URL"] = f"{options.server}/{options.into}"
        from search_speed import copied
        from typing_speed import measure, prepared

        if not options.again:
            copied(options.server, options.source, options.into)
            prepared()
        measure(options.source, options.asked)
    elif options.what == "similar":
        from search_similar import measure

        measure(options.data, tune=options.tune)
    else:
        from search_quality import measure

        measure(options.data)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["quality", "similar", "typing", "speed"])
    parser.add_argument("--data", type=Path, default=ROOT / "data", help="of quality")
    parser.add_argument("--tune", action="store_true", help="similar, on the sets that serve to choose")
    parser.add_argument("--server", default="postgres://postgres@127.0.0.1:5432")
    parser.add_argument("--from", dest="source", default="bench_full", help="made by generate.py")
    parser.add_argument("--into", default="bench_search", help="replaced")
    parser.add_argument("--asked", type=int, default=600, help="queries")
    parser.add_argument("--times", type=int, default=1, help="make the index so many times as large")
    parser.add_argument(
        "--again",
        action="store_true",
        help="ask again of what was copied and indexed before",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
