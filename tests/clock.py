"""The time that work takes, told apart from what other tests left behind."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import Any


def seconds(work: Callable[[], Any]) -> float:
    """Seconds of processor time that `work` takes.

    What other tests left in memory is set aside meanwhile: going through it would be counted as this one's.
    """
    gc.collect()
    gc.freeze()
    try:
        began = time.process_time()
        work()
        return time.process_time() - began
    finally:
        gc.unfreeze()
