"""A page for each shipped rule, one for each pack, and the list of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from forumclean.rules.pack import RulePack, shipped_packs
from forumclean.rules.rule import Rule
from tools.docsite import ROOT
from tools.docsite.judged import judged, removed_by
from tools.docsite.markdown import code, fence, table
from tools.docsite.since import since

__all__ = ["rule_pages"]

_TABLE = re.compile(r"^\[\[rule\]\]$", re.M)


def rule_pages() -> Iterator[tuple[str, str]]:
    """Path below ``catalogue/rules`` and text of each page."""
    packs = shipped_packs()
    yield "index.md", _index(packs)
    for pack in packs:
        yield f"{pack.name}/index.md", _pack_page(pack)
        text = Path(pack.file).read_text(encoding="utf-8")
        starts = [*(found.start() for found in _TABLE.finditer(text)), len(text)]
        for rule, (start, end) in zip(pack.rules, pairwise(starts), strict=True):
            yield f"{_path(rule)}.md", _rule_page(rule, pack, text[start:end].strip(), text.count("\n", 0, start) + 1)


def _path(rule: Rule) -> str:
    pack, _, name = rule.id.partition("/")
    # A rule by the name of its pack's page.
    return f"{pack}/{name}-rule" if name == "index" else rule.id


def _index(packs: tuple[RulePack, ...]) -> str:
    rows = [(f"[{pack.name}]({pack.name}/index.md)", str(len(pack.rules))) for pack in packs]
    return (
        f"# Rules\n\n{sum(len(pack.rules) for pack in packs)} rules in {len(packs)} packs. "
        "Every reason that forumclean gives for a "
        "line, such as `core/edit-note`, is `pack/rule`; [Writing rules](../../rules.md) says how they are made.\n\n"
        f"{table(rows, head=('pack', 'rules'))}\n"
    )


def _pack_page(pack: RulePack) -> str:
    rows = [
        (
            f"[{rule.id}]({_path(rule).partition('/')[2]}.md)",
            str(rule.kind),
            str(rule.action),
            rule.why.replace("|", "\\|"),
        )
        for rule in pack.rules
    ]
    file, switch = code(str(Path(pack.file).relative_to(ROOT))), code(f'disable = ["{pack.name}/*"]')
    return (
        f"# {pack.name}\n\nFrom {file}. To go without all of it: {switch}.\n\n"
        f"{table(rows, head=('rule', 'kind', 'action', 'why'))}\n"
    )


def _rule_page(rule: Rule, pack: RulePack, source: str, line: int) -> str:
    said = {
        "kind": str(rule.kind),
        "action": f"{rule.action}, weight {rule.weight:g}" if rule.weight is not None else str(rule.action),
        "matches by": code(rule.way),
        "only": ", ".join(_conditions(rule)),
        "pack": f"[{pack.name}](index.md)",
        "since": since(rule.id),
        "source": f"{code(str(Path(pack.file).relative_to(ROOT)))}, line {line}",
        "without it": code(f'disable = ["{rule.id}"]'),
    }
    return "\n\n".join(
        [
            f"# {rule.id}", rule.why, table(said),
            *_removed(rule), "## Hits", "Lines that it marks.", *map(fence, rule.hits),
            "## Misses", "Near misses, which stay.", *map(fence, rule.misses),
            "## Source", fence(source, "toml"),
        ]
    ) + "\n"  # fmt: skip


def _removed(rule: Rule) -> Iterator[str]:
    """What it removed on the open dumps."""
    yield "## On the corpus"
    if (found := removed_by().get(rule.id)) is None:
        yield "It decided no line of the open labelled dumps; another rule, or the score, may have."
        return
    lines = f"{found.lines:,} line{'s' if found.lines > 1 else ''}"
    yield f"It removed {lines} in {found.documents:,} of {len(judged()):,} open labelled dumps, such as"
    yield from map(fence, found.samples)


def _conditions(rule: Rule) -> Iterator[str]:
    if rule.where:
        yield f"where: {rule.where}"
    if rule.max_words:
        yield f"at most {rule.max_words} words"
    for name in ("after", "before", "beside"):
        if phrases := getattr(rule, name):
            shown = [code(phrase) for phrase in phrases[:3]] + ["…"] * (len(phrases) > 3)
            yield f"{name} {', '.join(shown)}"
