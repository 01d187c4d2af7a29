"""What an LCM does from the list. Each act: one transaction, a row (Outreach or Decision), a journal line."""

from .calls import log_call, note_help
from .decisions import find_right, postpone, set_aside, settle, take_down
from .letters import greet, write
from .line import JustDone
from .replies import relaunch, reply
from .undo import TooLate, undo

__all__ = [
    "JustDone",
    "TooLate",
    "find_right",
    "greet",
    "log_call",
    "note_help",
    "postpone",
    "relaunch",
    "reply",
    "set_aside",
    "settle",
    "take_down",
    "undo",
    "write",
]
