"""Session: what a person does at the workbench, as calls that take and give plain values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from forumclean.bulk.inputs.base import Entry
from forumclean.errors import ConfigError
from forumclean.learner.trying.candidates import candidates, problem_of
from forumclean.learner.trying.corpus import Corpus
from forumclean.learner.writing.file import rule_toml
from forumclean.rules.rule import Rule
from forumclean.values.model import NOISE_KINDS, Kind, Label, Paragraph
from forumclean.workbench.proposals import Proposal, proposals_of
from forumclean.workbench.rulefile import RuleFile, rules_in

__all__ = ["Session"]

_REFUSED = "refused in the workbench: "
_MADE = "made in the workbench"
_SHOWN = 80


class Session:
    """One person, some posts, one file of rules.

    Args:
        posts: the posts.
        config: the file of rules; it need not be there yet.
        review: a file whose rules are proposals: what was learnt, the doubtful ones as well, or what `rules new` wrote.

    Raises:
        ConfigError: a file is there and does not check, or that of the proposals holds no rules.
    """

    def __init__(self, posts: Sequence[Entry], config: Path, *, review: Path | None = None) -> None:
        self.file = RuleFile(config)
        self.corpus, self._names = Corpus(posts, self.file.cleaner), [post.id for post in posts]
        proposals = proposals_of(review) if review is not None else ()
        self._proposed: dict[str, Proposal] = {one.rule.id: one for one in proposals}
        self._later: list[str] = []
        self._accepted: dict[str, str] = {}

    def posts(self) -> dict[str, Any]:
        """All posts with what is kept of them, and the sums."""
        rows = [self._row(number) for number in range(len(self.corpus.entries))]
        return {
            "posts": rows, "kept": sum(row["kept"] for row in rows), "removed": sum(row["removed"] for row in rows),
            "kinds": [kind.value for kind in NOISE_KINDS],
        }  # fmt: skip

    def _row(self, number: int) -> dict[str, Any]:
        result = self.corpus.results[number]
        row = {"name": self._names[number], "title": "", "kept": 0, "removed": 0}
        if isinstance(result, Exception):
            return {**row, "title": f"can't be cleaned: {result}"}
        words = result.stats["words"]
        title = result.title or next((line for line in result.text.splitlines() if line.strip()), "")
        return {**row, "title": title[:_SHOWN], "kept": words["kept"], "removed": words["removed"]}

    def post(self, number: int) -> list[dict[str, Any]]:
        """The paragraphs of a post; raises ValueError when there is no such post."""
        return [one.to_dict() for one in self._paragraphs(number)]

    def _paragraphs(self, number: int) -> Sequence[Paragraph]:
        if not 0 <= number < len(self.corpus.results):
            raise ValueError(f"there is no post {number}; they go from 0 to {len(self.corpus.results) - 1}")
        result = self.corpus.results[number]
        return () if isinstance(result, Exception) else result.paragraphs

    def candidates(self, post: int, line: int, last: int | None = None) -> list[dict[str, Any]]:
        """The rules that a line could become; ``last`` ends a region. Raises ValueError when there is no such line."""
        paragraphs = self._paragraphs(post)
        for number in (line, line if last is None else last):
            if not 0 <= number < len(paragraphs):
                raise ValueError(f"there is no line {number} in post {post}")
        first, end = sorted((line, line if last is None else last))
        found = candidates(
            self.corpus, paragraphs[first].text, kind=_kind_near(paragraphs, first), made=_MADE,
            last=paragraphs[end].text if end > first else None,
        )  # fmt: skip
        return [
            {"form": one.form, "toml": rule_toml(self._own(one.rule)), "problem": one.problem,
             "count": msgspec.to_builtins(one.count)}
            for one in found
        ]  # fmt: skip

    def _own(self, rule: Rule) -> Rule:
        """The rule, with an id that no other rule of the file has."""
        taken, name, number = {known.id for known in self._rules()}, rule.id, 2
        while name in taken:
            name, number = f"{rule.id}-{number}", number + 1
        return msgspec.structs.replace(rule, id=name)

    def _rules(self) -> list[Rule]:
        return rules_in(self.file.text, file=str(self.file.path))

    def tried(self, toml: str) -> dict[str, Any]:
        """What a rule that a person is editing would do; raises `ConfigError` when it is none."""
        rules = rules_in(toml, file="the rule")
        if len(rules) != 1:
            raise ConfigError("it must be one rule", file="the rule", hint="begin it with [[rule]]")
        return {"count": msgspec.to_builtins(self.corpus.count(rules[0])), "problem": problem_of(rules[0])}

    def rules(self) -> dict[str, Any]:
        """The rules of the file, whether there is something to undo, and what is proposed."""
        rules = [
            {"id": rule.id, "toml": self.file.source_of(rule.id), "posts": self.corpus.count(rule).posts}
            for rule in self._rules()
        ]
        return {"file": str(self.file.path), "rules": rules, "undo": self.file.can_undo, "proposed": self._open()}

    def _open(self) -> list[dict[str, Any]]:
        refused = set(re.findall(rf"^# {re.escape(_REFUSED)}(\S+)\r?$", self.file.text, re.M))
        taken = {rule.id for rule in self._rules()}
        # A person may have given it another name; an undo takes that away again.
        done = refused | taken | {name for name, given in self._accepted.items() if given in taken}
        names = [name for name in self._proposed if name not in done]
        names.sort(key=lambda name: self._later.index(name) + 1 if name in self._later else 0)
        return [self._shown(name) for name in names]

    def _shown(self, name: str) -> dict[str, Any]:
        """A proposal with what was said of it, what it would do now, and what stands against it."""
        one = self._proposed[name]
        return {
            "id": name, "toml": rule_toml(one.rule), "reason": one.reason, "doubtful": one.is_doubtful,
            "count": msgspec.to_builtins(self.corpus.count(one.rule)), "problem": problem_of(one.rule),
        }  # fmt: skip

    def accept(self, toml: str, *, replaces: str | None = None) -> None:
        """Write a rule to the file, in the place of another or below all; raises `ConfigError`."""
        if replaces is None:
            self.file.add(toml)
        else:
            self.file.replace(replaces, toml)
        self.corpus.clean(self.file.cleaner)

    def remove(self, id: str) -> None:
        """Take a rule out of the file; raises `ConfigError`."""
        self.file.remove(id)
        self.corpus.clean(self.file.cleaner)

    def undo(self) -> None:
        """Take the last change back; raises `ConfigError`."""
        self.file.undo()
        self.corpus.clean(self.file.cleaner)

    def decide(self, id: str, decision: str, *, toml: str = "") -> None:
        """Accept a proposal, refuse it, which the file notes, or put it off.

        Args:
            id: of the proposal.
            decision: accept, refuse or later.
            toml: the rule as a person edited it, to be accepted; as it was proposed when nothing is given.

        Raises:
            ValueError: there is no such proposal or decision.
            ConfigError: the rule does not check.
        """
        if id not in self._proposed:
            raise ValueError(f"nobody proposed a rule '{id}'")
        if decision == "accept":
            text = toml or rule_toml(self._proposed[id].rule)
            self.accept(text)
            self._accepted[id] = rules_in(text, file="the rule")[0].id
        elif decision == "refuse":
            self.file.note(_REFUSED + id)
        elif decision == "later":
            self._later = [*(other for other in self._later if other != id), id]
        else:
            raise ValueError(f"a decision is accept, refuse or later, not {decision!r}")


def _kind_near(paragraphs: Sequence[Paragraph], at: int) -> Kind:
    """The kind of the chrome nearest to a line: what stands together is mostly of a kind."""
    order = sorted(range(len(paragraphs)), key=lambda i: abs(i - at))
    near = [paragraphs[i] for i in order if paragraphs[i].label is Label.NOISE and paragraphs[i].kind in NOISE_KINDS]
    return near[0].kind if near else Kind.OTHER
