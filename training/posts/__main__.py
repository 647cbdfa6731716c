"""Show a dump with the numbers of its lines, or check the marks of a side."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from training.corpus import FOLDER as DUMPS
from training.corpus import read
from training.posts import faults, load, numbered


def main() -> int:
    """Show or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("show", "check"))
    parser.add_argument("where", help="show: SIDE/NAME or a path; check: SIDE")
    options = parser.parse_args()
    if options.what == "show":
        path = Path(options.where)
        print(*numbered(read(path if path.is_file() else DUMPS / f"{options.where}.txt")), sep="\n")
        return 0
    threads = load(options.where)
    found = [fault for thread in threads for fault in faults(thread)]
    print(*found, f"{len(threads)} threads, {sum(len(t.posts) for t in threads)} posts, {len(found)} faults", sep="\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
