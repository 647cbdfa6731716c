"""Posts of a forum of our own making, and a workbench that runs."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from support import LONG, LONGER, ROOT

from forumclean.bulk.inputs.base import Entry

POST = (
    "OT Bucks: {n}7\nAvatar of {name}\n{long}\nTides of today\nlow at {n} fathoms\nEnd of tides\n{longer}\n"
    "Nobody knew what the OT Bucks of that harbour were worth, said the clerk.\n<img src=x onerror=alert(1)>\n"
)
TEXTS = [
    POST.format(n=n, name=name, long=LONG, longer=LONGER)
    for n, name in enumerate(("Ann", "Piet", "Rosa", "Olga"), start=1)
]


def entries() -> list[Entry]:
    return [Entry(text, f"post{n}", None, None, {}) for n, text in enumerate(TEXTS)]


@contextmanager
def running(folder: Path, *more: str, texts: Sequence[str] = TEXTS) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start the command on a free port; the address and the process. It is ended as a person would."""
    posts = folder / "posts"
    posts.mkdir()
    for n, text in enumerate(texts):
        (posts / f"{n}.txt").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "forumclean", "workbench", str(posts), "--port", "0", *more]
    process = subprocess.Popen(
        command, cwd=folder, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert process.stderr is not None
    try:
        said = process.stderr.readline()
        found = re.match(r"(http://\S+)", said)
        assert found, said + process.stderr.read()
        yield found[1], process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(20)
        process.stderr.close()
