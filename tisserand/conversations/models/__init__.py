from .answers import Acceptance, Follow, Reading, Unsolved
from .held import Held
from .moderation import HeldLinks, Report
from .names_left import NameLeft
from .order import Arrangement, Closing, FormerPlace, Pin
from .posts import Announcement, Attachment, FirstWords, Mention, Post, Revision, Sorting
from .threads import Thread
from .topics import Topic, TopicFollow
from .unnamed import Unnamed

__all__ = [
    "Acceptance",
    "Announcement",
    "Arrangement",
    "Attachment",
    "Closing",
    "FirstWords",
    "Follow",
    "FormerPlace",
    "Held",
    "HeldLinks",
    "Mention",
    "NameLeft",
    "Pin",
    "Post",
    "Reading",
    "Report",
    "Revision",
    "Sorting",
    "Thread",
    "Topic",
    "TopicFollow",
    "Unnamed",
    "Unsolved",
]
