"""Everything that runs by the clock, on one page: (cron line in the site's time zone, task)."""

from tisserand.integrations.imports.tasks import forget_old_files
from tisserand.mail.tasks import deliver_outbox
from tisserand.people.tasks import prune_sign_in_links

from .tasks import prune

SCHEDULE = [
    ("* * * * *", deliver_outbox),
    ("35 3 * * *", prune_sign_in_links),
    ("40 3 * * *", prune),
    ("45 3 * * *", forget_old_files),
]
