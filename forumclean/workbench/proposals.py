"""Proposals: a file of rules that a person decides on -> rules, each with what was said of it.

What `forumclean learn` finds doubtful stands in its file commented out, below the reason; what `forumclean rules new`
writes has counts above it. Both are proposals as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from forumclean.errors import ConfigError
from forumclean.rules.rule import Rule
from forumclean.workbench.rulefile import rules_in

__all__ = ["Proposal", "proposals_of"]

# What the learner writes above a rule that it leaves to a person, and the rule.
_DOUBT = re.compile(r"^# Because (?P<reason>.*)\n(?P<rule># ?\[\[rule\]\]\n(?:#.*(?:\n|\Z))*)", re.M)
# Comments above a rule, without a line between.
_TOLD = re.compile(r"(?P<told>(?:^#.*\n)*)^\[\[rule\]\]", re.M)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule that somebody or something proposes.

    Attributes:
        rule: the rule.
        reason: what is said of it: why it is doubtful, or what it would do; "" where nothing is said.
        is_doubtful: whether it stands in the file commented out.
    """

    rule: Rule
    reason: str
    is_doubtful: bool


def proposals_of(path: Path) -> list[Proposal]:
    """Read a file of proposals: its rules, and below them those that are commented out as doubtful.

    Raises:
        ConfigError: it can't be read, is no TOML, or a rule of it is none.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise ConfigError(f"cannot be read: {why}", file=str(path), hint="check the path") from None
    rules = rules_in(text, file=str(path))
    told = [_plain(found["told"]) for found in _TOLD.finditer(text)]
    reasons = told if len(told) == len(rules) else [""] * len(rules)
    sure = [Proposal(rule, reason, is_doubtful=False) for rule, reason in zip(rules, reasons, strict=True)]
    return _apart([*sure, *_doubts(text, str(path))])


def _apart(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Give each an id of its own: what was written for two lines may have the same."""
    found: dict[str, Proposal] = {}
    for one in proposals:
        name, number = one.rule.id, 2
        while name in found:
            name, number = f"{one.rule.id}-{number}", number + 1
        found[name] = replace(one, rule=msgspec.structs.replace(one.rule, id=name))
    return list(found.values())


def _doubts(text: str, file: str) -> Iterator[Proposal]:
    for found in _DOUBT.finditer(text):
        body = re.sub(r"^# ?", "", found["rule"], flags=re.M)
        line = text.count("\n", 0, found.start()) + 1
        for rule in rules_in(body, file=f"{file}, what is commented out from line {line} on"):
            yield Proposal(rule, found["reason"].strip(), is_doubtful=True)


def _plain(comments: str) -> str:
    """Comments as one line."""
    return "; ".join(line.lstrip("# ").strip() for line in comments.splitlines() if line.strip("# "))
