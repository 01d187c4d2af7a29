"""Put threads in order: join two, cut one, move one elsewhere, keep one in sight, close one; undo each.

Each takes `now`, runs in one transaction, writes one line of the journal and changes nothing the second time.
No thread changes its place in a list but by what was said in it. PermissionDenied to who does not moderate
in all the communities concerned; ValidationError, in words, when it cannot be done. Those concerned are told
once, later on (see `emails.order`); `notify=False` tells nobody.
"""

from .keeping import close, pin, reopen, unpin
from .merging import merge
from .moving import losing, move, sort
from .splitting import split
from .undoing import undo, why_not

__all__ = ["close", "losing", "merge", "move", "pin", "reopen", "sort", "split", "undo", "unpin", "why_not"]
