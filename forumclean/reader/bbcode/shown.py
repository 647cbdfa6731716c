"""Marks to what a page would show: the text without markup, and of each character where it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forumclean.reader.bbcode.heads import quote_head
from forumclean.reader.bbcode.pairs import Marks
from forumclean.reader.bbcode.tags import Role
from forumclean.reader.bbcode.tokens import CLOSE, OPEN, SHOWN, Token
from forumclean.values.document import Frame, QuoteHead
from forumclean.values.model import Kind

__all__ = ["Runs", "Shown", "Zone", "show"]

Ints = NDArray[np.int64]
_LINE_END = re.compile(r"[ \t]*(?:\r\n|\n)")
# Of two kinds that a place has, the first counts, as it does in a page.
_KINDS = (Kind.QUOTE, Kind.CODE, Kind.TABLE, Kind.HEADING, Kind.LIST)


@dataclass(frozen=True, slots=True)
class Zone:
    """What holds from one offset of the shown text to that of the next zone.

    Attributes:
        start: where it begins.
        kind: of the blocks in it.
        quote: number of the quote, 0 for none.
        is_one: it is one block, and its white space counts.
    """

    start: int
    kind: Kind | None
    quote: int
    is_one: bool


@dataclass(frozen=True, slots=True)
class Runs:
    """Where the pieces of the shown text come from.

    Attributes:
        at: offset of each piece in the shown text.
        start: where it begins in the source.
        end: where it ends in the source.
        whole: it stands there as it is shown, a character for each.
    """

    at: Ints
    start: Ints
    end: Ints
    whole: NDArray[np.bool_]

    @classmethod
    def of(cls, rows: list[tuple[int, int, int, bool]]) -> Runs:
        """Runs of a row each: at, start, end, whole."""
        at, start, end, whole = np.array(rows, dtype=np.int64).reshape(-1, 4).T
        return cls(at, start, end, whole.astype(bool))

    def places(self, offsets: Ints) -> tuple[Ints, Ints]:
        """Where characters of the shown text begin and end in the source."""
        run = np.searchsorted(self.at, offsets, side="right") - 1
        whole = self.whole[run]
        start = self.start[run] + np.where(whole, offsets - self.at[run], 0)
        return start, np.where(whole, start + 1, self.end[run])

    def edges(self, starts: Ints, ends: Ints) -> tuple[list[int], list[int]]:
        """Where spans of the shown text that hold something begin and end in the source."""
        return self.places(starts)[0].tolist(), self.places(ends - 1)[1].tolist()


@dataclass(frozen=True, slots=True)
class Shown:
    """A post as a page shows it, as text.

    Attributes:
        text: all of it.
        runs: where it comes from.
        zones: what its parts are, in order, from 0.
        frames: what a page sets in the place of tags: pictures, and whom a quote is from.
        quoted: whom each quote with a number is from.
    """

    text: str
    runs: Runs
    zones: list[Zone]
    frames: list[Frame]
    quoted: list[QuoteHead]


def show(source: str, marks: Marks) -> Shown:
    """Lay out a text as a page would."""
    return _Page(source).lay_out(marks)


class _Page:
    def __init__(self, source: str) -> None:
        self._source = source
        self._pieces: list[str] = []
        self._length, self._ends = 0, 2
        self._rows: list[tuple[int, int, int, bool]] = []
        self._zones = [Zone(0, None, 0, is_one=False)]
        self._frames: list[Frame] = []
        self._quoted: list[QuoteHead] = []
        self._quote, self._quote_ends = 0, -1
        self._depth = dict.fromkeys(_KINDS, 0)
        self._lists: list[bool] = []
        self._entered = self._cells = 0  # lists with an entry; cells of the row
        self._swallows = self._is_after_hidden = False

    def lay_out(self, marks: Marks) -> Shown:
        opener = {mate: i for i, mate in enumerate(marks.mates) if mate > i}
        at = until = 0
        for i, token in enumerate(marks.tokens):
            if i < until:
                continue
            self._show(at, token.start)
            at = token.end
            mate = marks.mates[i]
            if token.what == SHOWN:
                self._stand_in(token)
            elif token.role and token.role.hidden and mate >= i:
                last = marks.tokens[mate]
                reason = f"bbcode:{token.role.hidden}"
                self._frames.append(Frame(token.start, last.end, Kind.ATTACHMENT, reason))
                at, until, self._is_after_hidden = last.end, mate + 1, True
            elif token.what == OPEN and token.role and mate >= i:
                self._open(token, token.role, i, mate)
            elif token.what == CLOSE and token.role and i in opener:
                self._close(token.role, i)
        self._show(at, len(self._source))
        return Shown("".join(self._pieces), Runs.of(self._rows), self._zones, self._frames, self._quoted)

    def _show(self, start: int, end: int) -> None:
        """Show a piece of the source as it stands."""
        if self._swallows and (found := _LINE_END.match(self._source, start, end)):
            start = found.end()
        self._swallows = self._swallows and start == end
        if (
            self._is_after_hidden
            and self._source[start : start + 1] == " "
            and self._pieces[-1:]
            and self._pieces[-1][-1] == " "
        ):
            start += 1  # a picture stood between two blanks
        self._is_after_hidden = self._is_after_hidden and start == end
        text = self._source[start:end]
        if not text:
            return
        if self._depth[Kind.TABLE]:
            text = text.replace("\n", " ").replace("\r", " ")
            if text.isspace():
                return
        self._put(text, start, end, whole=True)

    def _stand_in(self, token: Token) -> None:
        text = " " if token.text == "\n" and self._depth[Kind.TABLE] else token.text
        if self._swallows and token.text == "\n":
            self._swallows = False
            return
        self._swallows = False
        self._put(text, token.start, token.end, whole=False)

    def _put(self, text: str, start: int, end: int, *, whole: bool) -> None:
        self._rows.append((self._length, start, end, whole))
        self._pieces.append(text)
        self._length += len(text)
        shown = text.rstrip()
        self._ends = text.count("\n", len(shown)) + (0 if shown else self._ends)

    def _break(self, breaks: int, at: int) -> None:
        """End the line, or leave a blank one."""
        if breaks > self._ends:
            self._put("\n" * (breaks - self._ends), at, at, whole=False)
        self._swallows = self._swallows or breaks > 0

    def _open(self, token: Token, role: Role, i: int, mate: int) -> None:
        self._break(role.breaks, token.start)
        if role.role == "list":
            self._lists.append(False)
        elif role.role == "item" and mate == i:
            if self._lists and not self._lists[-1]:
                self._lists[-1] = True
                self._entered += 1
        elif role.role == "row":
            self._cells = 0
        elif role.role == "cell":
            if self._cells and self._depth[Kind.TABLE]:
                self._put("\t", token.start, token.start, whole=False)
            self._cells += 1
        elif role.role == "quote" and token.value:
            self._name_quote(token, mate)
        if role.kind and mate > i:
            self._depth[role.kind] += 1
        if role.breaks:
            self._begin_zone()

    def _name_quote(self, token: Token, mate: int) -> None:
        head = quote_head(token.value)
        if not head.author:
            return
        self._frames.append(Frame(token.start, token.end, Kind.POST_META, "bbcode:quote"))
        # A quote inside another is a part of it.
        if not self._quote:
            self._quoted.append(head)
            self._quote, self._quote_ends = len(self._quoted), mate

    def _close(self, role: Role, i: int) -> None:
        self._break(role.breaks, self._source_end())
        if role.role == "list" and self._lists:
            self._entered -= self._lists.pop()
        if role.kind:
            self._depth[role.kind] -= 1
        if i == self._quote_ends:
            self._quote = 0
        if role.breaks:
            self._begin_zone()

    def _source_end(self) -> int:
        return self._rows[-1][2] if self._rows else 0

    def _begin_zone(self) -> None:
        depth = self._depth
        kind = next((kind for kind in _KINDS if depth[kind] > 0), Kind.LIST if self._entered else None)
        zone = Zone(self._length, kind, self._quote, is_one=depth[Kind.CODE] > 0)
        if self._zones[-1].start == zone.start:
            self._zones[-1] = zone
        else:
            self._zones.append(zone)
