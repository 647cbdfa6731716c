"""Pack: what was learnt, as a `RulePack` with its evidence."""

from __future__ import annotations

from typing import Any

from forumclean.learner.writing.file import to_toml
from forumclean.learner.writing.rules import Doubt, Evidence
from forumclean.outcome.table import render_table
from forumclean.rules.pack import RulePack

__all__ = ["LearnedPack"]


class LearnedPack(RulePack, frozen=True, kw_only=True):
    """A pack that was learnt from posts; use it as any other: ``Cleaner(pack)``.

    Attributes:
        posts: how many posts there were.
        pages: how many of them were looked at.
        threads: how many different threads those are.
        doubts: what may be a rule, and why it is none.
        evidence: what speaks for each phrase of the rules, and of the doubtful ones, which are no rules; those that
            take the most words first.
        profile: for pages of an engine that nobody knows, the tables of a profile that finds their posts, to be looked
            at: ``Cleaner({"profile": [pack.profile]})``; None where there is none. The pack itself does not use it.
    """

    posts: int = 0
    pages: int = 0
    threads: int = 0
    doubts: tuple[Doubt, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    profile: dict[str, Any] | None = None

    def to_toml(self) -> str:
        """Return the pack as a file: the rules, then what a person has to look at, commented out."""
        head = f"Learnt from {self.posts:,} posts, {self.threads:,} threads. What takes the most words stands first."
        return to_toml([head], self, self.doubts, self.profile)

    def report(self) -> str:
        """Return a table a person reads: what goes, on how many threads, where it stands, and what is doubtful."""
        counts = (self.posts, "post"), (self.pages, "looked at"), (self.threads, "thread"), (len(self.rules), "rule")
        head = ", ".join(f"{n:,} {name}{'' if n == 1 or ' ' in name else 's'}" for n, name in counts)
        rows = [(e.rule, e.phrase[:60], f"{e.threads:,}", f"{e.words:,}", e.zone, e.doubt) for e in self.evidence]
        if self.profile:
            head += ", a profile to look at"
        if not rows:
            return head if self.profile else f"{head}; there is nothing to learn"
        return head + "\n" + render_table(("rule", "phrase", "threads", "words", "where", "doubt"), rows)

    def _repr_html_(self) -> str:
        """The same as a table for a notebook."""
        from html import escape

        cells = ((e.rule, e.phrase, e.threads, e.words, e.zone, e.doubt) for e in self.evidence)
        rows = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in cells)
        heads = "".join(f"<th>{name}</th>" for name in ("rule", "phrase", "threads", "words", "where", "doubt"))
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
