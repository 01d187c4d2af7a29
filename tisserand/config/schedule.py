"""Everything that runs by the clock, on one page: (cron line in the site's time zone, task)."""

from tisserand.chat.tasks import forget_old_messages, send_digests
from tisserand.conversations.tasks import announce_replies, forget_held_mail
from tisserand.facilitation.tasks import close_planned
from tisserand.integrations.imports.tasks import forget_old_files
from tisserand.mail.inbound.fetching import fetch_mail
from tisserand.mail.inbound.tasks import take_in_mail
from tisserand.mail.tasks import deliver_outbox
from tisserand.meetings.tasks import remind_of_sessions
from tisserand.messages.tasks import forget_removed_messages
from tisserand.people.tasks import prune_sign_in_links
from tisserand.privacy.tasks import apply_retention, carry_out_erasures, forget_exports
from tisserand.resources.tasks import ask_owners, tell_followers
from tisserand.search.tasks import follow_changes, learn_meanings
from tisserand.similar.tasks import compare_questions

from .tasks import back_up, prune

SCHEDULE = [
    ("* * * * *", announce_replies),
    ("* * * * *", tell_followers),
    ("* * * * *", deliver_outbox),
    ("* * * * *", follow_changes),
    ("* * * * *", learn_meanings),
    ("* * * * *", fetch_mail),
    ("* * * * *", take_in_mail),
    ("30 2 * * *", back_up),
    ("35 3 * * *", prune_sign_in_links),
    ("40 3 * * *", prune),
    ("45 3 * * *", forget_old_files),
    ("50 3 * * *", forget_exports),
    ("0 4 * * *", apply_retention),
    ("*/10 * * * *", carry_out_erasures),
    ("*/5 * * * *", compare_questions),
    ("*/10 * * * *", remind_of_sessions),
    ("55 3 * * *", forget_held_mail),
    ("25 3 * * *", forget_removed_messages),
    ("5 4 * * *", forget_old_messages),
    ("20 4 * * *", close_planned),
    ("0 6 * * *", send_digests),
    ("0 7 * * *", ask_owners),
]
