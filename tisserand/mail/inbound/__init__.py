"""Mail that comes in: stored before the server says yes, read, and handed once to what it is for."""

from .incoming import File, Incoming, Refused, good_while, takes_meetings

__all__ = ["File", "Incoming", "Refused", "good_while", "takes_meetings"]
