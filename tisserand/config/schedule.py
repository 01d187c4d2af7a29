"""Everything that runs by the clock, on one page: (cron line in the site's time zone, task)."""

from tisserand.conversations.tasks import announce_replies, forget_held_mail
from tisserand.integrations.imports.tasks import forget_old_files
from tisserand.mail.inbound.fetching import fetch_mail
from tisserand.mail.inbound.tasks import take_in_mail
from tisserand.mail.tasks import deliver_outbox
from tisserand.people.tasks import prune_sign_in_links
from tisserand.privacy.tasks import apply_retention, carry_out_erasures, forget_exports

from .tasks import back_up, prune

SCHEDULE = [
    ("* * * * *", announce_replies),
    ("* * * * *", deliver_outbox),
    ("* * * * *", fetch_mail),
    ("* * * * *", take_in_mail),
    ("30 2 * * *", back_up),
    ("35 3 * * *", prune_sign_in_links),
    ("40 3 * * *", prune),
    ("45 3 * * *", forget_old_files),
    ("50 3 * * *", forget_exports),
    ("0 4 * * *", apply_retention),
    ("*/10 * * * *", carry_out_erasures),
    ("55 3 * * *", forget_held_mail),
]
