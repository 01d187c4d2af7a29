"""Acts on posts: begin a thread, reply, edit, delete with a trace, put back.

Each takes `now`, runs in one transaction and writes one line of the journal. `notify=False` sends no mail:
for archives and demonstrations. Who may enter the community is the door's business; what depends on the
row (who wrote it) is checked here, by PermissionDenied.
"""

from .describing import describe
from .edits import edit
from .removals import delete, may_restore, moderates, restore
from .replies import reply
from .threads import promised_at, start

__all__ = [
    "delete",
    "describe",
    "edit",
    "may_restore",
    "moderates",
    "promised_at",
    "reply",
    "restore",
    "start",
]
