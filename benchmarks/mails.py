"""How much of a mail's newest reply is kept, and how many lines of attributions and signatures are left, by language.

    python benchmarks/mails.py              ten mails of our own in each language (tests/mails.toml)
    python benchmarks/mails.py --by shape   by shape: top-posted, wrapped, Outlook's head, forwarded, interleaved, …
    python benchmarks/mails.py --wrong      also every line that is lost or left

Lines are counted, as folded text. `first post` is the share of mails whose first post is the newest reply and nothing
that others wrote; `history` the share of those with somebody else's message of which author and day were found.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from mails import NAME, Mail, mails

import forumclean

_COLUMNS = ("mails", "reply kept", "attributions left", "signatures left", "quoted kept", "first post", "history")


def _lines(text: str) -> set[str]:
    return {" ".join(line.strip("> \u202a\u202b\u202c\u200f").split()) for line in text.splitlines()}


def count(mail: Mail, wrong: list[str] | None = None) -> Counter[str]:
    """Lines kept and left of one mail."""
    result = forumclean.clean(mail.raw)
    kept = _lines(result.text)
    found: Counter[str] = Counter(mails=1)
    for part, lines in (("reply", mail.said), ("quoted", mail.quoted), ("attributions", mail.attributions),
                        ("signatures", mail.signature)):  # fmt: skip
        for line in lines:
            is_kept = " ".join(line.strip("> \u202a\u202b\u202c\u200f").split()) in kept
            found[part] += 1
            found[f"{part} kept"] += is_kept
            if wrong is not None and is_kept != (part in ("reply", "quoted")):
                wrong.append(f"{mail.name} {part} {'left' if is_kept else 'lost'}: {line}")
    first = _lines(result.posts[0].text)
    found["first"] += set(mail.said) <= first and (not mail.has_history or first.isdisjoint(mail.quoted))
    if mail.has_history:
        found["histories"] += 1
        found["history"] += any(
            post.author == NAME and post.date and post.date.date().isoformat() == "2024-03-14"
            for post in result.posts[1:]
        )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--by", choices=("language", "shape"), default="language")
    parser.add_argument("--wrong", action="store_true")
    given = parser.parse_args()
    wrong: list[str] | None = [] if given.wrong else None
    groups: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for mail in mails():
        counted = count(mail, wrong)
        for name in (mail.name.split("-")[given.by == "shape"], "all"):
            groups[name] += counted
    groups["all"] = groups.pop("all")
    table = Table("", *_COLUMNS)
    for name, c in groups.items():
        shares = [
            c[f"{part} kept"] / max(c[part], 1) for part in ("reply", "attributions", "signatures", "quoted")
        ] + [c["first"] / c["mails"], c["history"] / max(c["histories"], 1)]  # fmt: skip
        table.add_row(name, str(c["mails"]), *(f"{share:.3f}" for share in shares))
    Console(width=120).print(table)
    for line in wrong or ():
        print(line)


if __name__ == "__main__":
    main()
