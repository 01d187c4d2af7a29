"""What an LCM does from the list. Each act: one transaction, a row (Outreach or Decision), a journal line."""

from .calls import Agreement, log_call, note_help
from .decisions import find_right, finish_step, postpone, set_aside, settle, take_down
from .letters import greet, write
from .line import JustDone
from .replies import relaunch, reply
from .undo import TooLate, undo

__all__ = [
    "Agreement",
    "JustDone",
    "TooLate",
    "find_right",
    "finish_step",
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
