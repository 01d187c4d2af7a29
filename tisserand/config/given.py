"""What the environment gives, files included: NAME_FILE names a file whose content is NAME.

It is how systemd credentials and Docker secrets hand a secret over without showing it to who lists processes.
"""

from collections.abc import Mapping
from pathlib import Path

OURS = ("TISSERAND_", "DATABASE_URL", "REDIS_URL", "EMAIL_URL")


class Unreadable(Exception):
    """A NAME_FILE names what cannot be read; the message says which."""


def given(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment with the content of such files, without their last line end; a file goes first."""
    named = {
        name.removesuffix("_FILE"): Path(path) for name, path in environment.items() if _names_a_file(name)
    }
    found = dict(environment)
    for name, path in named.items():
        try:
            found[name] = path.read_text().rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as problem:
            raise Unreadable(f"{name}_FILE names {path}, which cannot be read: {problem}.") from None
    return found


def _names_a_file(name: str) -> bool:
    return name.startswith(OURS) and name.endswith("_FILE")
