"""The `tisserand` command."""

import os
import sys
import tempfile
from datetime import date
from pathlib import Path

from .demo_folder import step_aside
from .translations import compile_translations

PACKAGE = Path(__file__).resolve().parents[1]
SERVING = {"serve", "demo", "run"}


def main() -> None:
    """Every Django command, and ours. `demo` lives in its own data folder; a site knows its own address."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tisserand.config.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if not command.startswith("-"):  # `invite-administrator` is typed; a module's name has no hyphen
        sys.argv[1:2] = [command := command.replace("-", "_")] if command else []
    if command == "demo":
        os.environ["TISSERAND_DEMO"] = "1"
        os.environ.setdefault("TISSERAND_DATA", str(PACKAGE.parent / "var" / "demo"))
        if not os.environ.get("DATABASE_URL") and (
            former := step_aside(Path(os.environ["TISSERAND_DATA"]), date.today())
        ):
            print(f"A new company, dated today. The former one lies in {former}", flush=True)
    if command in SERVING:
        host, port = _option("--host", "127.0.0.1"), _option("--port", "8000")
        shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104
        os.environ.setdefault("TISSERAND_URL", f"http://{f'[{shown}]' if ':' in shown else shown}:{port}")
        if command == "demo" and shown != host:  # asked to answer the neighbourhood: under any name
            os.environ.setdefault("TISSERAND_HOSTS", "*")
    if command == "web":  # its processes count the pages they answer together: config/metrics.py
        counted = tempfile.TemporaryDirectory(prefix="tisserand-metrics-")
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = counted.name
    compile_translations(PACKAGE)
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as problem:
        if "--traceback" in sys.argv:
            raise
        from .database import trouble

        sys.exit(trouble(problem))


def _option(name: str, default: str) -> str:
    for place, word in enumerate(sys.argv):
        if word == name and place + 1 < len(sys.argv):
            return sys.argv[place + 1]
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return default
