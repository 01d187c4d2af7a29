from .coming import Attendance, Invited, SignUp, Way
from .feeds import Feed
from .sessions import Afterword, Leader, LiveSession
from .tellings import Telling

__all__ = ["Afterword", "Attendance", "Feed", "Invited", "Leader", "LiveSession", "SignUp", "Telling", "Way"]
