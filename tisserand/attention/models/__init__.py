from .accommodations import Accommodation
from .decisions import Decision
from .kept import Exchanges, JournalRead, LearnedOrder
from .next_steps import NextStep
from .outreach import FOLLOWED_WITHIN, Outreach
from .peers import PeerWord, Willing

__all__ = [
    "FOLLOWED_WITHIN",
    "Accommodation",
    "Decision",
    "Exchanges",
    "JournalRead",
    "LearnedOrder",
    "NextStep",
    "Outreach",
    "PeerWord",
    "Willing",
]
