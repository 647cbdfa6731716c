"""Threads of the corpus with their posts marked, as README.md beside this file describes them.

python -m training.posts show open/en-a-005     a dump with the numbers of its lines
python -m training.posts check open             whether the marks of a side hold together
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.corpus import FOLDER as DUMPS
from training.corpus import Dump, read

__all__ = ["POSTED", "Marked", "Thread", "borders", "faults", "load", "numbered", "same_author", "same_date"]

FOLDER = Path(__file__).parent
# Labels of lines that belong to what somebody posted.
POSTED = frozenset("BQM")


@dataclass(frozen=True, slots=True)
class Marked:
    """One post: the line at which it begins, from 1, and what its head says."""

    first_line: int
    author: str | None
    date_text: str | None
    number: int | None

    @property
    def shows(self) -> bool:
        """Whether anything of a head shows: where nothing does, only sense tells that the post begins."""
        return self.author is not None or self.date_text is not None or self.number is not None


@dataclass(frozen=True, slots=True)
class Thread:
    """A dump and the posts in it."""

    dump: Dump
    posts: tuple[Marked, ...]


def load(side: str) -> list[Thread]:
    """Read the threads of a side, ``open`` or ``held``, by name."""
    return [
        Thread(
            read(DUMPS / side / f"{path.stem}.txt"),
            tuple(Marked(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))),
        )
        for path in sorted((FOLDER / side).glob("*.json"))
    ]


def borders(dump: Dump, firsts: list[int]) -> list[int]:
    """Return, for each first line, the first line of posted text at or after it, from 1; 0 where the post has none."""
    found: list[int] = []
    for first, end in zip(firsts, [*firsts[1:], len(dump.lines) + 1], strict=True):
        inside = (line for line in range(first, end) if dump.labels[line - 1] in POSTED)
        found.append(next(inside, 0))
    return found


def same_author(one: str, other: str) -> bool:
    """Tell whether two names are the same but for case and the marks around them."""
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    return re.sub(r"^\W+|\W+$", "", unicodedata.normalize("NFC", name)).casefold()


def same_date(one: str, other: str) -> bool:
    """Tell whether two texts say the same date: one holds the numbers of the other, and at most two words besides."""
    numbers = [Counter(re.findall(r"\d+", text)) for text in (one, other)]
    words = [Counter(re.findall(r"[^\W\d_]+", text.casefold())) for text in (one, other)]
    holds = any(not a - b for a, b in (numbers, numbers[::-1]))
    return holds and all((a - b).total() <= _MOST_WORDS for a, b in (words, words[::-1]))


_MOST_WORDS = 2


def numbered(dump: Dump) -> Iterator[str]:
    """The lines of a dump with number and label."""
    for number, (label, line) in enumerate(zip(dump.labels, dump.lines, strict=True), 1):
        yield f"{number:4} {label}| {line}".rstrip()


def faults(thread: Thread) -> Iterator[str]:
    """What is wrong with the marks on a thread."""
    dump, posts = thread.dump, thread.posts
    firsts = [post.first_line for post in posts]
    if not posts or firsts != sorted(set(firsts)) or firsts[0] < 1 or firsts[-1] > len(dump.lines):
        yield f"{dump.name}: first lines must ascend and stand in the dump: {firsts}"
        return
    for post, body, end in zip(posts, borders(dump, firsts), [*firsts[1:], len(dump.lines) + 1], strict=True):
        where = f"{dump.name}:{post.first_line}"
        said = " ".join(" ".join(dump.lines[post.first_line - 1 : end - 1]).split())  # a date may go on below
        if not body:
            yield f"{where}: no posted text (B, Q, M) before the next post"
        for name in ("author", "date_text"):
            if (value := getattr(post, name)) is not None and value not in said:
                yield f"{where}: {name} {value!r} is on no line of the post"
        if post.number is not None and str(post.number) not in said:
            yield f"{where}: number {post.number} is on no line of the post"
