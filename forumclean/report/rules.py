"""Rules: each rule that spoke, with its reason and its proof, where the reasons of lines lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from forumclean.outcome.forms.guide import anchor_of
from forumclean.outcome.forms.safe import safe

__all__ = ["Said", "rules_html"]


class Said(Protocol):
    """What is shown of a rule; a `Rule` says it."""

    @property
    def kind(self) -> str:
        """Of chrome."""

    @property
    def why(self) -> str:
        """A sentence for a person."""

    @property
    def hits(self) -> tuple[str, ...]:
        """Lines that it marks."""

    @property
    def misses(self) -> tuple[str, ...]:
        """Lines that it leaves."""


def rules_html(names: Iterable[str], rules: Mapping[str, Said]) -> Iterator[str]:
    """Yield what rules say of themselves, by name.

    Args:
        names: ids of rules; those that nobody knows are left out.
        rules: what each says.
    """
    found = sorted({name for name in names if name in rules})
    if found:
        yield "<h2>The rules that spoke</h2>\n"
    for name in found:
        rule = rules[name]
        yield f'<h3 id="{anchor_of(name)}"><code><bdi>{safe(name)}</bdi></code></h3><p>{safe(rule.why)}</p>'
        yield f"{_samples('Marks', rule.hits)}{_samples('Leaves', rule.misses)}"
        yield f'<p class="said">Kind {safe(rule.kind)} · <code>forumclean rules show {safe(name)}</code></p>\n'


def _samples(head: str, samples: tuple[str, ...]) -> str:
    lines = "".join(f'<li class="t" dir="auto">{safe(sample)}</li>' for sample in samples)
    return f'<p class="said">{head}</p><ul>{lines}</ul>' if lines else ""
