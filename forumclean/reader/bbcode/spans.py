"""Where the blocks of a post stand in its source, and what stands between them: worked out when somebody asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forumclean.reader.bbcode.shown import Ints, Runs
from forumclean.reader.bbcode.tokens import OPEN, Token
from forumclean.values.document import Frame, Layout
from forumclean.values.model import Kind

__all__ = ["MarkedSpans"]


@dataclass(frozen=True, slots=True)
class MarkedSpans:
    """The layout of a post: its markup belongs to the blocks it stands in or beside.

    Attributes:
        source: the text.
        runs: where what is shown comes from.
        starts, ends: of the blocks, in what is shown.
        texts: of the blocks.
        frames: pictures and the heads of quotes; one inside a line belongs to the line.
        tokens: all markup.
    """

    source: str
    runs: Runs
    starts: Ints
    ends: Ints
    texts: Sequence[str]
    frames: Sequence[Frame]
    tokens: Sequence[Token]

    def __call__(self) -> Layout:
        """Give every bracket a place: what opens goes with what follows, what closes with what is before it."""
        starts, ends = self.runs.edges(self.starts, self.ends)
        nodes = self._nodes(starts, ends)
        if not nodes:
            return Layout(self.source, [], [], self._all_of_it())
        self._spread(nodes)
        for node in nodes:
            if node.block >= 0:
                starts[node.block], ends[node.block] = node.start, node.end
        frames = tuple(Frame(n.start, n.end, n.frame.kind, n.frame.reason) for n in nodes if n.frame)
        return Layout(self.source, starts, ends, frames, self._places(starts, ends))

    def _nodes(self, starts: list[int], ends: list[int]) -> list[_Node]:
        """Blocks and frames in order, without the frames inside blocks."""
        blocks = [_Node(start, end, block=i) for i, (start, end) in enumerate(zip(starts, ends, strict=True))]
        frames = [_Node(frame.start, frame.end, frame=frame) for frame in self.frames]
        found: list[_Node] = []
        for node in sorted((*blocks, *frames), key=lambda node: (node.start, node.end)):
            if found and node.start < found[-1].end:
                continue
            found.append(node)
        return found

    def _spread(self, nodes: list[_Node]) -> None:
        """Stretch the nodes over the markup between them."""
        at = 0
        for token in self.tokens:
            while at < len(nodes) and nodes[at].end <= token.start:
                at += 1
            # Now nodes[at - 1] ends before the token, and nodes[at] is the first that does not.
            if at < len(nodes) and nodes[at].start <= token.start:
                continue
            opens = token.what == OPEN
            if at == len(nodes) or (at and not opens and not nodes[at].grown):
                nodes[at - 1].end = token.end
                at -= 1
            else:
                nodes[at].start = min(nodes[at].start, token.start)
                nodes[at].grown = True

    def _all_of_it(self) -> tuple[Frame, ...]:
        bare = self.source.strip()
        start = self.source.find(bare)
        return (Frame(start, start + len(bare), Kind.OTHER, "bbcode:markup"),) if bare else ()

    def _places(self, starts: list[int], ends: list[int]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
            text = self.texts[i]
            if end - start == len(text) and self.source.startswith(text, start):
                continue
            char_starts, char_ends = self.runs.places(np.arange(self.starts[i], self.ends[i], dtype=np.int64))
            # Markup goes with the character behind it, but for white space, which may be trimmed.
            is_space = np.fromiter(map(str.isspace, text), bool, len(text))
            places = np.where(is_space[1:], char_starts[1:], char_ends[:-1])
            found[i] = [start, *places.tolist(), end]
        return found


@dataclass(slots=True)
class _Node:
    """A block or a frame, where it begins and ends now."""

    start: int
    end: int
    block: int = -1
    frame: Frame | None = None
    grown: bool = False
