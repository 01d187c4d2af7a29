from .moderation import Report
from .posts import Attachment, Mention, Post, Revision
from .threads import Acceptance, Follow, Reading, Thread, Unsolved

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
