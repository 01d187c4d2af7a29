from .blocks import Block
from .conversations import Conversation, Participation
from .messages import File, Message
from .reports import Handed, Report, judges

__all__ = ["Block", "Conversation", "File", "Handed", "Message", "Participation", "Report", "judges"]
