from .answers import Acceptance, Follow, Reading, Unsolved
from .moderation import Report
from .posts import Attachment, Mention, Post, Revision
from .threads import Thread

__all__ = [
    "Acceptance",
    "Attachment",
    "Follow",
    "Mention",
    "Post",
    "Reading",
    "Report",
    "Revision",
    "Thread",
    "Unsolved",
]
