from .debates import Argument, Debate, Outcome, Participant, Position, Stance
from .polls import Choice, Option, Poll, Voter
from .tellings import Telling

__all__ = [
    "Argument",
    "Choice",
    "Debate",
    "Option",
    "Outcome",
    "Participant",
    "Poll",
    "Position",
    "Stance",
    "Telling",
    "Voter",
]
