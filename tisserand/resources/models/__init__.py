from .sheets import Asking, Opinion, Origin, Publication, Review, Sheet
from .syntheses import Synthesis
from .topics import TopicStep
from .versions import Quotation, Telling, Version

__all__ = [
    "Asking",
    "Opinion",
    "Origin",
    "Publication",
    "Quotation",
    "Review",
    "Sheet",
    "Synthesis",
    "Telling",
    "TopicStep",
    "Version",
]
