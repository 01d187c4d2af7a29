from .answers import Acceptance, Follow, Reading, Unsolved
from .held import Held
from .moderation import Report
from .names_left import NameLeft
from .posts import Announcement, Attachment, FirstWords, Mention, Post, Revision
from .threads import Thread

__all__ = [
    "Acceptance",
    "Announcement",
    "Attachment",
    "FirstWords",
    "Follow",
    "Held",
    "Mention",
    "NameLeft",
    "Post",
    "Reading",
    "Report",
    "Revision",
    "Thread",
    "Unsolved",
]
