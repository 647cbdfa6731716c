"""A page for each shipped engine profile, and the list of them."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from forumclean.reader.engines.profile import Clause, Profile
from forumclean.reader.engines.profileset import shipped_profiles
from forumclean.rules.pack import shipped_packs
from tools.docsite import ROOT
from tools.docsite.markdown import code, fence, table
from tools.docsite.since import since

__all__ = ["engine_pages"]

_FOLDER = ROOT / "forumclean" / "reader" / "engines" / "profiles"
_PARTS = ("page", "post", "body", "chrome", "frame", "patterns")


def engine_pages() -> Iterator[tuple[str, str]]:
    """Path below ``catalogue/engines`` and text of each page."""
    profiles = sorted(shipped_profiles(), key=lambda profile: profile.name)
    rows = [(f"[{each.name}]({each.name}.md)", each.spec.why) for each in profiles]
    yield (
        "index.md",
        (
            f"# Engines\n\n{len(profiles)} profiles say how an engine marks up a thread; "
            "[Engine profiles](../../profiles.md) says how "
            f"to write one.\n\n{table(rows, head=('engine', 'what it is'))}\n"
        ),
    )
    for profile in profiles:
        yield f"{profile.name}.md", _page(profile)


def _page(profile: Profile) -> str:
    spec, name = profile.spec, profile.name
    file = _FOLDER / f"{name}.toml"
    proofs = sorted(str(path.parent.relative_to(ROOT)) for path in (ROOT / "fixtures" / name).glob("*/raw.html"))
    pack = next((pack.name for pack in shipped_packs() if pack.name == name), "")
    said = {
        "since": since(name),
        "order": str(spec.order),
        "stands on": f"[{spec.extends}]({spec.extends}.md)" if spec.extends else "",
        "hosts": ", ".join(map(code, spec.hosts)),
        "its words in text": f"[pack {pack}](../rules/{pack}/index.md)" if pack else "",
        "proved by": ", ".join(map(code, proofs)),
        "source": code(str(file.relative_to(ROOT))),
    }
    known = [f"- {_clause(clause)}" for clause in spec.detect] or [
        "- by nothing of its own: other profiles stand on it"
    ]
    parts = [text for part in _PARTS if (text := _part(part, msgspec.to_builtins(getattr(spec, part))))]
    return "\n\n".join(
        [
            f"# {name}", spec.why, table(said), "## Known by", "\n".join(known), *parts,
            "## Source", fence(file.read_text(encoding="utf-8").strip(), "toml"),
        ]
    ) + "\n"  # fmt: skip


def _clause(clause: Clause) -> str:
    said = msgspec.to_builtins(clause)
    return "; ".join(
        f"{key}: {', '.join(map(code, [value] if isinstance(value, str) else value))}"
        for key, value in said.items()
        if value
    )


def _part(name: str, said: dict[str, object]) -> str:
    rows = [
        (code(role), ", ".join(map(code, map(str, value if isinstance(value, list | tuple) else [value]))))
        for role, value in said.items()
        if value
    ]
    return f"## {name.capitalize()}\n\n{table(rows, head=('role', 'where'))}" if rows else ""
