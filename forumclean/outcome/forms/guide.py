"""Guide: what a reason means, and where to read on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from forumclean.outcome.forms.safe import safe

__all__ = ["Guide", "anchor_of"]

_SCORE = "No rule spoke of it: the score of the line, and of those around it, decided."
_REPEATED = "A quote that says again what another post of the page says."


@dataclass(frozen=True, slots=True)
class Guide:
    """What rules say of themselves.

    Attributes:
        whys: a sentence for each rule that has a place of its own to read on at, by id.
        page: the page with those places; "" is the one that is being written.
    """

    whys: Mapping[str, str] = field(default_factory=dict)
    page: str = ""

    def why(self, reason: str) -> str:
        """Return what a reason means, as HTML.

        >>> Guide().why("core/edit-note")
        '<code>forumclean rules show core/edit-note</code>'
        """
        if reason in ("score", "repeated-quote"):
            return _SCORE if reason == "score" else _REPEATED
        home, slash, part = reason.removeprefix("profile:").partition("/")
        if reason.startswith("profile:"):
            return (
                f"The markup says so: {safe(part)} of this engine. <code>forumclean profiles show {safe(home)}</code>"
            )
        return "<br>".join(map(self._rule, rules_of(reason))) if slash else ""

    def _rule(self, rule: str) -> str:
        if rule in self.whys:
            return f'{safe(self.whys[rule])} <a href="{self.page}#{anchor_of(rule)}">Rule {safe(rule)}</a>'
        return f"<code>forumclean rules show {safe(rule)}</code>"


def rules_of(reason: str) -> list[str]:
    """The rules that a reason names: a line put together of several rules' phrases names them all.

    >>> rules_of("core/a+xenforo/b"), rules_of("score")
    (['core/a', 'xenforo/b'], [])
    """
    return [] if reason.startswith("profile:") else [rule for rule in reason.split("+") if "/" in rule]


def anchor_of(rule: str) -> str:
    """Where on its page a rule stands; nothing of an id is markup.

    >>> anchor_of("core/edit-note"), anchor_of('my/"rule"')
    ('rule-core/edit-note', 'rule-my/%22rule%22')
    """
    return f"rule-{quote(rule, errors='replace')}"
