"""Cheap tests that a pattern can only match if they hold: how it must begin or end, a literal inside.

A pattern is read into atoms just far enough to know these; whatever is not understood counts as "any character", so
a guard may let too much through but never keeps a match away.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from forumclean.rules.matching.fold import caseless

__all__ = ["ANY", "Guard", "beginning", "branches_of", "core_of", "edge_char", "guard_of", "literals_of"]

# A guard looks at so many characters at the start: fewer, when there are more ways to begin than a guard may hold.
_DEPTHS = (16, 10, 6, 3, 2, 1)
_MOST_BEGINNINGS = 300
# A literal of so many characters is looked for alone; of shorter ones, or none, as many as this are looked for.
_TELLING, _MOST_LITERALS = 3, 12
# Beginnings that tell enough.
_LONG_ENOUGH = 3
_DIGITS = re.compile(r"\d+")
_TOKEN = re.compile(
    r"(?P<look>\(\?<?[=!])|(?P<group>\((?:\?(?::|>|-?[a-zA-Z]+(?:-[a-zA-Z]+)?:|P?<\w+>))?)|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<set>\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\])|(?P<anchor>\^|\$|\\[bBAZzK])"
    r"|(?P<prop>\\[pP](?:\{[^}]*\}|.)|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\[a-zA-Z0-9]|\.)"
    r"|(?P<run>[^\\.|()\[\]^$*+?{}\d]{2,}(?![*+?{]))"
    r"|(?P<lit>\\.|[^\\.|()\[\]^$*+?{}]|\{(?!\d*,?\d*\}))"
    r"|(?P<repeat>(?:[*+?]|\{\d*,?\d*\})[+?]?)",
    re.S,
)
_MAY_BE_ABSENT = re.compile(r"[*?]|\{0?[,}]|\{0,")
# Flags under which blanks mean nothing (x) or one letter is as good as two (f).
_OTHER_RULES = re.compile(r"\(\?[a-zA-Z]*[fx][a-zA-Z-]*:")
# A cluster of marks, a line end of two characters; what a group has matched, of which nobody knows the length.
_MANY_CHARS = (r"\X", r"\R")
_REFERENCE = re.compile(r"\\[1-9]")
# What matches less where something is left out of a pattern: choices that are never taken back, and references.
_BOUND = re.compile(r"\\[1-9gk]|\(\?(?:>|P?[>=]|[|(&R\d])|[*+?}]\+")
# A set of characters that stand for themselves; a hyphen does at its edges.
_SIMPLE_SET = re.compile(r"\[-?(?:[^\^\\\[\]-]|\\[^a-zA-Z0-9])+-?\]")


@dataclass(frozen=True, slots=True)
class Guard:
    """How a match must begin and end.

    Attributes:
        starts: the beginnings, as `beginning` gives them; one of them is the start of each match. Empty: anything.
        last: the possible last characters, as `edge_char` gives them. None: anything.
        literals: every match holds one of these, as `caseless` gives them; empty when none is certain.
        longest: characters that no match exceeds; infinite when nothing limits them.
    """

    starts: tuple[str, ...]
    last: frozenset[str] | None
    literals: tuple[str, ...]
    longest: float


# Of a pattern that is not understood.
ANY = Guard((), None, (), math.inf)


@dataclass(slots=True)
class _Atom:
    """What one piece of a pattern stands for: a run of letters, a set, a group.

    ``chars`` are the characters of a set or the last one of a run; ``longest`` counts characters of the line.
    """

    chars: frozenset[str] | None = None
    text: str = ""
    branches: list[list[_Atom]] | None = None
    optional: bool = False
    repeated: bool = False
    longest: float = 1


def guard_of(pattern: str) -> Guard:
    r"""Read how a pattern's matches begin and end.

    >>> guard = guard_of(r"(?:Posted|Edited) by .{1,40}:")
    >>> guard.starts, sorted(guard.last), guard.literals, guard.longest
    (('edited by ', 'posted by '), [':'], (' by ',), 51)
    """
    branches = _parse(pattern)
    if branches is None:
        return ANY
    begins = _most_telling(branches)
    is_open = not begins or "" in begins
    found = _one_of(branches)
    literals = sorted(text for text in found if not any(other in text for other in found - {text}))
    return Guard(() if is_open else _shortest(begins), _last(branches), tuple(literals), _longest(branches))


def _shortest(begins: set[str]) -> tuple[str, ...]:
    """Those of some beginnings that do not begin with another."""
    return tuple(sorted(text for text in begins if not any(text[:end] in begins for end in range(1, len(text)))))


def _most_telling(branches: list[list[_Atom]]) -> set[str]:
    """The beginnings that tell most: the deepest of which none is short, or else those whose shortest is longest."""
    best: set[str] = set()
    for depth in _DEPTHS:
        begins = {caseless(text) for text, _ in _beginnings(branches, depth) or ()}
        if min(map(len, begins), default=0) > min(map(len, best), default=0):
            best = begins
        if min(map(len, best), default=0) >= _LONG_ENOUGH:
            break
    return best


def branches_of(pattern: str) -> list[str]:
    """Split a pattern at the bars of its top level, and of a group that is all of it but for looks before.

    >>> branches_of("a(?:b|c)|d[|]")
    ['a(?:b|c)', 'd[|]']
    >>> branches_of("(?!.*said)(?:Follow us|Subscribe)")
    ['(?!.*said)Follow us', '(?!.*said)Subscribe']
    """
    bars = [token.span() for token in _outer(pattern) if token.lastgroup == "bar"]
    starts, ends = [0, *(end for _, end in bars)], [*(start for start, _ in bars), len(pattern)]
    return [piece for start, end in zip(starts, ends, strict=True) for piece in _opened(pattern[start:end])]


def _opened(branch: str) -> list[str]:
    outer = _outer(branch)
    *looks, group, close = ["", "", *(token.lastgroup for token in outer)]
    if (group, close) != ("group", "close") or outer[-2][0] != "(?:" or set(looks[2:]) - {"look", "close"}:
        return [branch]
    return [branch[: outer[-2].start()] + piece for piece in branches_of(branch[outer[-2].end() : -1])]


def _outer(pattern: str) -> list[re.Match[str]]:
    """The tokens outside every group, and those that open and close the groups; none when one is not understood."""
    tokens, depth, at = [], 0, 0
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        if token is None or _is_strange(token):
            return []
        depth -= token.lastgroup == "close"
        if depth == 0:
            tokens.append(token)
        depth += token.lastgroup in ("group", "look")
        at = token.end()
    return tokens


def core_of(pattern: str) -> str:
    r"""A part of a pattern that matches in every text in which the pattern does, and is found sooner.

    It is the pattern without what it only looks at, and without what it need not begin with; "" where that is nothing
    less, or not certain.

    >>> core_of(r"(?<!\w)(?:- )?(?:\d, ){3,}(?=$)"), core_of(r"\d, "), core_of(r"(?<!\w)(?>a|ab)c")
    ('(?:\\d, ){3,}', '', '')
    """
    # Each piece outside all groups, and whether it may be absent.
    pieces: list[tuple[str, bool]] = []
    depth = looked = at = 0
    is_behind = False  # a look
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        if token is None or _is_strange(token):
            return ""
        text, kind, at = token[0], token.lastgroup, token.end()
        depth -= kind == "close"
        if (kind == "bar" and depth == 0) or (kind == "repeat" and is_behind):
            return ""
        is_behind = 0 < depth + 1 == looked
        if is_behind:
            looked = 0
        elif not looked and kind == "look":
            looked = depth + 1
        elif not looked and pieces and (depth or kind in ("close", "repeat")):
            pieces[-1] = pieces[-1][0] + text, depth == 0 and kind == "repeat" and bool(_MAY_BE_ABSENT.match(text))
        elif not looked:
            pieces.append((text, kind == "anchor"))
        depth += kind in ("group", "look")
    kept = "".join(text for text, _ in pieces)
    while pieces and pieces[0][1]:
        del pieces[0]
    core = "".join(text for text, _ in pieces)
    return "" if core == pattern or _BOUND.search(kept) else core


def literals_of(pattern: str) -> list[str]:
    r"""Return the literal runs that every match holds, case folded, longest first; empty when none is certain.

    >>> literals_of(r"View attachment \d+"), literals_of("one|two")
    (['view attachment '], [])
    """
    return _literals(_parse(pattern) or [])


def _literals(branches: list[list[_Atom]]) -> list[str]:
    if len(branches) != 1:
        return []
    runs, run = [], ""
    for atom in branches[0]:
        run += atom.text if not atom.optional else ""
        if not atom.text or atom.optional or atom.repeated:
            runs.append(run)
            run = ""
    # A rare character says more than a common one: of equally long runs, the one outside ASCII first.
    return sorted((r for r in (*runs, run) if r.strip()), key=lambda r: (-len(r), r.isascii()))


def _one_of(branches: list[list[_Atom]]) -> set[str]:
    """Literals of which every match holds one, of the most telling piece of each branch; empty when one has none."""
    found: set[str] = set()
    for branch in branches:
        runs = _literals([branch])[:1]
        inner = [] if runs and len(runs[0]) >= _TELLING else [
            _one_of(atom.branches) for atom in branch if atom.branches is not None and not atom.optional
        ]  # fmt: skip
        choices = [{caseless(runs[0])} if runs else set(), *inner]
        best = max(choices, key=lambda texts: min(map(len, texts), default=0))
        if not best or len(found) > _MOST_LITERALS:
            return set()
        found |= best
    return found


def beginning(text: str) -> str:
    """A line without case, as beginnings are compared with it: where it begins with a digit, each run of them is 0.

    >>> beginning("12:05 pm, page 3"), beginning("page 3")
    ('0:0 pm, page 0', 'page 3')
    """
    return _DIGITS.sub("0", text) if text[0].isdecimal() else text


def edge_char(char: str) -> str:
    """The form in which first and last characters are compared: without case, every digit as 0."""
    return "0" if char.isdecimal() else caseless(char)


def _parse(pattern: str) -> list[list[_Atom]] | None:
    """Branches of atoms, as deep as groups go; None for what is not understood."""
    stack: list[list[list[_Atom]]] = [[[]]]
    looks: list[bool] = []
    at = 0
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        if token is None or _is_strange(token):
            return None
        at = token.end()
        kind, text, atoms = token.lastgroup, token[0], stack[-1][-1]
        if kind in ("group", "look"):
            stack.append([[]])
            looks.append(kind == "look")
        elif kind == "close":
            if len(stack) == 1:
                return None
            inner = stack.pop()
            if not looks.pop():  # what is only looked at is no part of the match
                stack[-1][-1].append(_Atom(branches=inner, longest=_longest(inner)))
        elif kind == "bar":
            stack[-1].append([])
        elif kind == "repeat":
            if not atoms:
                return None
            _repeat(atoms[-1], text)
        elif kind in ("run", "lit"):
            atoms += _letters(text if kind == "run" else text[-1])
        elif kind != "anchor":
            is_open = text in _MANY_CHARS or _REFERENCE.fullmatch(text)
            atoms.append(_Atom(_chars(kind, text), longest=math.inf if is_open else 1))
    return stack[0] if len(stack) == 1 else None


def _is_strange(token: re.Match[str]) -> bool:
    """True for the start of a group of an unknown kind, or of one under whose flags other rules hold."""
    return (token[0] == "(" and token.string.startswith("?", token.end())) or bool(_OTHER_RULES.match(token[0]))


def _letters(run: str) -> list[_Atom]:
    """A run of letters as one atom; letters that fold to two are one character of the line each, and stand alone."""
    text = caseless(run)
    if len(text) == len(run):
        return [_Atom(frozenset(edge_char(run[-1])), text, longest=len(run))]
    return [_Atom(_chars("lit", char), caseless(char)) for char in run]


def _repeat(atom: _Atom, repeat: str) -> None:
    atom.optional |= bool(_MAY_BE_ABSENT.match(repeat))
    atom.repeated = True
    atom.longest *= _most_repeats(repeat)


def _most_repeats(repeat: str) -> float:
    """How often a repeat lets an atom come at most."""
    if repeat[0] != "{":
        return 1 if repeat[0] == "?" else math.inf
    most = repeat[1 : repeat.index("}")].rpartition(",")[2]
    return int(most) if most else math.inf


def _longest(branches: list[list[_Atom]]) -> float:
    """Characters that no match of any branch exceeds."""
    return max(sum(atom.longest for atom in branch) for branch in branches)


def _chars(kind: str | None, text: str) -> frozenset[str] | None:
    """The characters that an atom stands for, as `edge_char` gives them; None when nobody can tell."""
    if kind == "lit":
        chars = {edge_char(text[-1])}
    elif kind == "set" and _SIMPLE_SET.fullmatch(text):
        chars = set(map(edge_char, re.sub(r"\\(.)", r"\1", text[1:-1])))
    else:
        return frozenset("0") if text == r"\d" else None
    # A letter that folds to two can be written in more ways than can be compared.
    return frozenset(chars) if all(len(char) == 1 for char in chars) else None


def _beginnings(branches: list[list[_Atom]], depth: int) -> set[tuple[str, bool]] | None:
    """The ways to begin, and for each whether it may still go on; None when one of them is open from the start."""
    found: set[tuple[str, bool]] = set()
    for branch in branches:
        ways = _branch_beginnings(branch, depth)
        if ways is None:
            return None
        found |= ways
    return found if 0 < len(found) <= _MOST_BEGINNINGS else None


def _branch_beginnings(branch: list[_Atom], depth: int) -> set[tuple[str, bool]] | None:
    """Grow the beginnings atom by atom; one that is long enough, or that meets something open, grows no more."""
    ways: set[tuple[str, bool]] = {("", True)}
    for atom in branch:
        nexts = _atom_beginnings(atom, depth)
        grown: set[tuple[str, bool]] = set()
        for text, open_end in ways:
            if not open_end or len(text) >= depth or nexts is None:
                grown.add((text, False))
                continue
            for more, goes_on in nexts:
                longer = _joined(text, more)
                # However often a digit repeats, it is one run of them.
                may_grow = goes_on and longer is not None and (more == "0" or not atom.repeated)
                grown.add(((longer or text)[:depth], may_grow))
            if atom.optional:
                grown.add((text, True))
        ways = grown
        if len(ways) > _MOST_BEGINNINGS:
            return None
        if not any(open_end for _, open_end in ways):
            break
    return ways


def _joined(text: str, more: str) -> str | None:
    """A beginning and what follows it; None where nobody can look it up: digits behind what begins with none."""
    if not more.startswith("0") or not text:
        return text + more
    return (text + more[text[-1] == "0" :]) if text[0] == "0" else None


def _atom_beginnings(atom: _Atom, depth: int) -> set[tuple[str, bool]] | None:
    if atom.branches is not None:
        return _beginnings(atom.branches, depth)
    if atom.text and not atom.text.isdecimal():
        # A letter that folds to two can be written in more ways than can be compared.
        return {(atom.text, True)} if len(atom.text) == 1 or len(atom.text) == atom.longest else None
    return None if atom.chars is None else {(char, True) for char in atom.chars}


def _last(branches: list[list[_Atom]]) -> frozenset[str] | None:
    found: frozenset[str] = frozenset()
    for branch in branches:
        chars = _branch_last(branch)
        if chars is None:
            return None
        found |= chars
    return found


def _branch_last(branch: list[_Atom]) -> frozenset[str] | None:
    """Characters at the end of a sequence; an atom that may be absent lets the one before show."""
    found: frozenset[str] = frozenset()
    for atom in reversed(branch):
        chars = _last(atom.branches) if atom.branches is not None else atom.chars
        if chars is None:
            return None
        found |= chars
        if not atom.optional and chars:
            return found
    return None
