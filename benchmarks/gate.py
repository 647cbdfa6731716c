"""The gate: what has been reached is not lost again.

    python benchmarks/gate.py            measure, and fail where a number is below its floor in benchmarks/floors.toml
    python benchmarks/gate.py --pin      raise the floors to what is reached now; never lowers one
    python benchmarks/gate.py --lower NAME --reason "..."    lower one floor to what is reached now, with the reason

Floors are of the dumps held back (body kept, chrome removed, documents that lose nothing) and of the share of harmless
posts and of golden fixtures that come out as they should.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import tomli

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.dumps import Count, cleaners, counted, kept_by, summed
from forumclean import Cleaner
from training import corpus

FLOORS = ROOT / "benchmarks" / "floors.toml"
# What is lost between two machines or versions of numpy is less than this.
SLACK = 0.0005


def measured() -> dict[str, float]:
    """Every number that has a floor; more is better in all of them."""
    sums = summed(counted(corpus.load("held"), kept_by(cleaners("held"))), lambda dump: dump.part)
    numbers = {f"{part} {name}": value for part, c in sorted(sums.items()) for name, value in _of(c).items()}
    cleaner, posts = Cleaner(), sorted((ROOT / "fixtures" / "harmless").glob("*/raw.txt"))
    whole = sum(not cleaner.clean(post.read_text(encoding="utf-8")).removed for post in posts)
    return {**numbers, "harmless posts whole": whole / len(posts), "fixtures as expected": _fixtures(cleaner)}


def _fixtures(cleaner: Cleaner) -> float:
    """Share of the text fixtures whose text comes out as their expected.json has it."""
    good = []
    for path in sorted((ROOT / "fixtures").glob("*/*/expected.json")):
        raw = path.with_name("raw.txt")
        if raw.is_file():
            wanted = json.loads(path.read_text(encoding="utf-8"))["text"]
            good.append(cleaner.clean(raw.read_bytes()).text == wanted)
    return sum(good) / len(good)


def _of(c: Count) -> dict[str, float]:
    gone = {"chrome removed": 1 - c.share("chrome kept", "chrome")} if c["chrome"] else {}
    return {"body kept": c.share("body kept", "body"), **gone, "documents not lossy": 1 - c.share("lossy", "documents")}


def read() -> dict[str, dict[str, Any]]:
    """The floors, each a table with ``least`` and, where it was lowered, why."""
    return tomli.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.is_file() else {}


def write(floors: dict[str, dict[str, Any]]) -> None:
    """Write them, by name."""
    lines = ["# Written by benchmarks/gate.py; a floor is lowered with --lower and a reason."]
    for name, floor in sorted(floors.items()):
        lines += ["", f'["{name}"]', f"least = {floor['least']:.4f}"]
        lines += [f'lowered = "{floor["lowered"]}"'] if "lowered" in floor else []
    FLOORS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    """Measure, and compare or pin."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pin", action="store_true")
    parser.add_argument("--lower", metavar="NAME")
    parser.add_argument("--reason")
    options = parser.parse_args()
    if bool(options.lower) != bool(options.reason):
        parser.error("--lower and --reason go together")
    floors, numbers = read(), measured()
    if options.lower:
        if options.lower not in floors:
            parser.error(f"no floor {options.lower!r}; there are {', '.join(sorted(floors))}")
        floors[options.lower] = {"least": numbers[options.lower], "lowered": options.reason}
        write(floors)
    if options.pin:
        for name, value in numbers.items():
            known = floors.setdefault(name, {"least": value})
            known["least"] = max(known["least"], value)
        write(floors)
    worse = [name for name, floor in sorted(floors.items()) if numbers.get(name, 0.0) < floor["least"] - SLACK]
    for name, value in sorted(numbers.items()):
        least = floors.get(name, {}).get("least")
        said = "none" if least is None else f"{least:.4f}"
        print(f"{'WORSE' if name in worse else 'good '}  {name:32} {value:.4f}  floor {said}")
    if missing := sorted(set(floors) - set(numbers)):
        print("no longer measured:", ", ".join(missing))
    return int(bool(worse or not floors))


if __name__ == "__main__":
    sys.exit(main())
