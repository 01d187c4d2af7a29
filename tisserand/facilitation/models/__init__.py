from .people import Intention, Manager, Pair, Paired, RoomDay
from .planned import Planned
from .plans import Plan, PlanItem, Written
from .sendings import Answer, Sending

__all__ = [
    "Answer",
    "Intention",
    "Manager",
    "Pair",
    "Paired",
    "Plan",
    "PlanItem",
    "Planned",
    "RoomDay",
    "Sending",
    "Written",
]
