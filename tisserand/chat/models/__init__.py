from .lifts import Lift
from .messages import ChatMention, ChatMessage
from .reports import ChatReport
from .rooms import DigestWish, Room

__all__ = ["ChatMention", "ChatMessage", "ChatReport", "DigestWish", "Lift", "Room"]
