"""Whether the database answers, and what to say when it does not."""

from django.conf import settings
from django.db import OperationalError, connections


def must_answer() -> None:
    """Ask the database once, without the pool's patience. Raises OperationalError when it does not answer."""
    probe = connections.create_connection("default")
    if probe.vendor == "postgresql":
        options = {
            name: value for name, value in settings.DATABASES["default"]["OPTIONS"].items() if name != "pool"
        }
        probe.settings_dict = {**probe.settings_dict, "OPTIONS": {**options, "connect_timeout": 5}}
    try:
        probe.ensure_connection()
    finally:
        probe.close()


def trouble(problem: OperationalError) -> str:
    """What happened and what to do; where the database is, without its password."""
    known = settings.DATABASES["default"]
    where = known["NAME"]
    if known.get("HOST"):
        where = f"{known['HOST']}:{known['PORT'] or 5432}/{known['NAME']}"
    reason = (str(problem).strip() or type(problem).__name__).splitlines()[0]
    if "no such table" in reason or "no such column" in reason:
        return f"The database ({where}) is not up to date: {reason}. Run: tisserand prepare"
    return f"The database does not answer ({where}): {reason}\nIs it started, and is DATABASE_URL right?"
