"""Gather: results as they come; what a page says of each is kept, what it shows of each lies on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, NamedTuple, Self

from forumclean.outcome.forms.guide import Guide, rules_of
from forumclean.outcome.forms.html import head_html, numbers_of, pieces_html
from forumclean.outcome.forms.safe import safe
from forumclean.outcome.forms.sheet import Sheet, Tally, doubt_in, words_in
from forumclean.report.pair import differing, pair_html
from forumclean.report.plot import BINS
from forumclean.report.rules import Said
from forumclean.values.model import Label

__all__ = ["RULES", "Gathered", "Row", "Shown", "gather"]

# The page of a folder that has the rules.
RULES = "rules.html"


class Shown(NamedTuple):
    """What a report is made of.

    Attributes:
        name: what the input is called.
        sheet: what came of it.
        other: what came of it another time, to set beside it.
    """

    name: str
    sheet: Sheet
    other: Sheet | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One input as the index has it.

    Attributes:
        number: in the order of the inputs, from 1.
        name: what it is called.
        kept: words.
        removed: words.
        doubt: words that the score expects on the wrong side.
        suspicious: whether a person should look.
        differs: stretches of which the two results say different things.
        tally: what was removed.
        rules: ids of those that spoke, whether a line went or stayed.
        place: where its HTML lies, and how long it is.
    """

    number: int
    name: str
    kept: int
    removed: int
    doubt: float
    suspicious: bool
    differs: int
    tally: Tally
    rules: frozenset[str]
    place: tuple[int, int]

    @property
    def rank(self) -> tuple[bool, bool, float, int]:
        """What sorts rows by how much a person should look at them."""
        return not self.suspicious, not self.differs, -self.doubt, self.number


@dataclass(slots=True)
class Gathered:
    """All inputs of a report; used in a ``with``, at whose end what lies on disk is gone.

    Attributes:
        rules: what each rule says of itself, by id.
        is_folder: whether it becomes a folder of pages, and rules have one of their own.
    """

    rules: Mapping[str, Said] = field(default_factory=dict)
    is_folder: bool = False
    rows: list[Row] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    numbers: dict[str, int] = field(default_factory=dict)
    scores: dict[str, list[int]] = field(default_factory=lambda: {label.value: [0] * BINS for label in Label})
    compared: bool = False
    guide: Guide = field(init=False)
    _disk: IO[bytes] = field(default_factory=TemporaryFile)

    def __post_init__(self) -> None:
        whys = {name: rule.why for name, rule in self.rules.items()}
        self.guide = Guide(whys, RULES if self.is_folder else "")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._disk.close()

    def sorted_rows(self) -> list[Row]:
        """The rows, most doubtful first."""
        return sorted(self.rows, key=lambda row: row.rank)

    def html_of(self, row: Row) -> str:
        """What is shown of an input."""
        self._disk.seek(row.place[0])
        return self._disk.read(row.place[1]).decode()

    def add(self, shown: Shown) -> None:
        """Take one more input."""
        sheet, other = shown.sheet, shown.other
        tally = Tally().add(sheet.paragraphs)
        if other is not None:
            self.compared = True
            tally.know(other.paragraphs)
        for reason in numbers_of(tally):
            self.numbers.setdefault(reason, len(self.numbers))
        self.tally.join(tally)
        for paragraph in sheet.paragraphs:
            self.scores[paragraph.label.value][min(BINS - 1, int(paragraph.score * BINS))] += 1
        data = "".join(self._pieces(shown)).encode()
        start = self._disk.seek(0, 2)
        self._disk.write(data)
        kept, removed = words_in(sheet)
        self.rows.append(
            Row(
                len(self.rows) + 1, shown.name, kept, removed, doubt_in(sheet), sheet.suspicious,
                0 if other is None else differing(sheet, other), tally, _rules_in(sheet, other), (start, len(data)),
            )
        )  # fmt: skip

    def _pieces(self, shown: Shown) -> Iterator[str]:
        sheet, other = shown.sheet, shown.other
        number = len(self.rows) + 1
        yield f'<article class="post" id="p{number}"><h2><bdi>{safe(shown.name)}</bdi></h2>\n'
        if other is None:
            yield head_html(sheet)
            yield from pieces_html(sheet, self.numbers, self.guide)
        else:
            yield f'<div class="sides"><div><h3>now</h3>{head_html(sheet)}</div>'
            yield f"<div><h3>against</h3>{head_html(other)}</div></div>\n"
            yield from pair_html(sheet, other, self.numbers, self.guide)
        yield "</article>\n"


def _rules_in(*sheets: Sheet | None) -> frozenset[str]:
    reasons = {p.reason for sheet in sheets if sheet is not None for p in sheet.paragraphs}
    return frozenset(chain.from_iterable(map(rules_of, reasons)))


def gather(
    shown: Iterable[Shown], *, rules: Mapping[str, Said] | None = None, is_folder: bool = False
) -> Gathered:  # fmt: skip
    """Take all inputs of a report.

    Args:
        shown: the inputs.
        rules: what each rule says of itself, by id.
        is_folder: whether it becomes a folder of pages.

    >>> from forumclean.report import one_page
    >>> with gather([Shown("post 1", Sheet("", ()))]) as gathered:
    ...     page = "".join(one_page(gathered))
    >>> page[:15]
    '<!DOCTYPE html>'
    """
    gathered = Gathered(rules or {}, is_folder)
    for one in shown:
        gathered.add(one)
    return gathered
