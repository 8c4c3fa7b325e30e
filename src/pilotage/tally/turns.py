"""How long a thread of plain Python may go on while others wait for the interpreter."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: Of seconds. Python's own five milliseconds hold up a thread each time that it comes back from a library: a tenth of a comparison.
_TURN = 0.000_5
_lock = threading.Lock()
_usual: list[float] = []


@contextmanager
def short_turns() -> Iterator[None]:
    """While several threads work in libraries each comes back soon. Afterwards turns are as long as before, when the last one has ended."""
    with _lock:
        _usual.append(sys.getswitchinterval() if not _usual else _usual[0])
        if _usual[0] > _TURN:
            sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        with _lock:
            before = _usual.pop()
            if not _usual:
                sys.setswitchinterval(before)
