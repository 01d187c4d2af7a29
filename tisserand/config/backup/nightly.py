"""A backup each night, when the settings name a folder for it; the oldest go."""

import logging
from datetime import datetime

from django.conf import settings

from . import make

NAME = "nightly"
log = logging.getLogger(__name__)


def run(now: datetime) -> None:
    """Make tonight's backup in TISSERAND_BACKUP_DIR and keep the last TISSERAND_BACKUPS_KEPT; or do nothing.

    Only those made here are ever removed, and only once tonight's is whole.
    """
    if not settings.NIGHTLY_BACKUP:
        return
    made = make.to_file(settings.BACKUP_DIR / make.name_at(now, NAME), now=now, say=log.info)
    for name in made.missing:
        log.warning("The backup lacks %s: the database names it, and it is not there", name)
    kept = sorted(settings.BACKUP_DIR.glob(f"{NAME}-*.zip"))
    for old in kept[: -max(settings.BACKUPS_KEPT, 1)]:
        old.unlink()
