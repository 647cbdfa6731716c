"""The whole page as one string: made only when someone asks where a block stands, or what was around the posts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forumclean.reader.engines.profile import PARTS
from forumclean.reader.engines.thread import Thread
from forumclean.reader.page.blocks import Columns, Walker
from forumclean.values.document import Frame, Layout

__all__ = ["PageLayout"]

Element = Any


@dataclass(frozen=True, slots=True)
class PageLayout:
    """Flattens a page on call; the page must not have been changed since it was read.

    Attributes:
        root: the parsed page.
        thread: its posts.
        columns: the blocks of the posts, as the document has them.
    """

    root: Element
    thread: Thread
    columns: Columns

    def __call__(self) -> Layout:
        """Put blocks and frames into one string, in the order of the page."""
        profile = self.thread.profile
        stops = {el: n for n, post in enumerate(self.thread.posts) for el in (post.body, *post.more)}
        known = {} if self.thread.heading is None else {self.thread.heading: "title"}
        walker = Walker(profile.frame_roles, profile.reasons, stops, known=known, apart=True)
        if self.root not in stops:
            walker.walk(self.root)
        elif stops:
            walker.post = 0
            walker.columns.posts.append(stops[self.root])
            walker.columns.texts.append("")
            walker.columns.breaks.append(0)
            walker.columns.verdicts.append("")
        return _Writer(self.columns, profile.reasons["frame"]).write(walker.columns)


class _Writer:
    """Strings frames and blocks together and notes where each one stands."""

    def __init__(self, blocks: Columns, other: str) -> None:
        self._blocks, self._other = blocks, other
        self._by_post: dict[int, list[int]] = {}
        for i, post in enumerate(blocks.posts):
            self._by_post.setdefault(post, []).append(i)
        self._pieces: list[str] = []
        self._length = 0
        self._starts = [0] * len(blocks.texts)
        self._ends = [0] * len(blocks.texts)
        self._frames: list[Frame] = []

    def write(self, frames: Columns) -> Layout:
        for text, breaks, verdict, post in zip(
            frames.texts, frames.breaks, frames.verdicts, frames.posts, strict=False
        ):
            if text:
                start, end = self._put(text, breaks)
                reason = verdict or self._other
                self._frames.append(Frame(start, end, PARTS[reason.rpartition("/")[2]], reason))
            else:
                self._put_post(post)
        # Bodies that stand nowhere in the visible page: read from data that the page carries for its scripts.
        for post in list(self._by_post):
            self._put_post(post)
        return Layout("".join(self._pieces), self._starts, self._ends, tuple(self._frames))

    def _put(self, text: str, breaks: int) -> tuple[int, int]:
        if self._pieces:
            gap = (" ", "\n", "\n\n")[breaks]
            self._pieces.append(gap)
            self._length += len(gap)
        self._pieces.append(text)
        start = self._length
        self._length += len(text)
        return start, self._length

    def _put_post(self, post: int) -> None:
        for i in self._by_post.pop(post, ()):
            self._starts[i], self._ends[i] = self._put(self._blocks.texts[i], self._blocks.breaks[i])
