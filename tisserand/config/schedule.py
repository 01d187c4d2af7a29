"""Everything that runs by the clock, on one page: (cron line in the site's time zone, task)."""

from .tasks import prune

SCHEDULE = [
    ("40 3 * * *", prune),
]
