from .circles import Circle, Part
from .coming import Attendance, Invited, SignUp, Way
from .feeds import Feed
from .sessions import Afterword, Leader, LiveSession
from .tellings import Telling

__all__ = [
    "Afterword",
    "Attendance",
    "Circle",
    "Feed",
    "Invited",
    "Leader",
    "LiveSession",
    "Part",
    "SignUp",
    "Telling",
    "Way",
]
