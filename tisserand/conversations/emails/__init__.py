"""What conversations write to people. The whole message is in the mail: nobody has to come to read it."""

from .arrivals import ask_about, tell_posted
from .order import tell_arranged, tell_closed, tell_put_back
from .posts import tell_followers, tell_mentioned, tell_of_reply, tell_of_thread, tell_sorted
from .reports import decision_answered, report_settled

__all__ = [
    "ask_about",
    "decision_answered",
    "report_settled",
    "tell_arranged",
    "tell_closed",
    "tell_followers",
    "tell_mentioned",
    "tell_of_reply",
    "tell_of_thread",
    "tell_posted",
    "tell_put_back",
    "tell_sorted",
]
