"""Kills a bulk run with SIGKILL at random points, resumes it each time, and compares it with one left in peace.

    python benchmarks/bulk_kill.py --kills 20

Ends with status 1 when a byte differs, or an id is missing or there twice.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.bulk import make

SUFFIXES = (".jsonl", ".jsonl.gz", ".parquet")


def start(source: Path, output: Path) -> subprocess.Popen[bytes]:
    """A run that resumes."""
    rejects = f"{output}.rejects"
    command = [sys.executable, "-m", "forumclean", "bulk", source, "-o", output, "--rejects", rejects, "--resume"]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)


def kill_often(source: Path, output: Path, kills: int, took: float, chance: random.Random) -> int:
    """Kill runs until one has been killed so often or comes to its end; return how often."""
    # Each run has less left to do, but as much to load.
    for done in range(kills):
        going = start(source, output)
        try:
            going.wait(chance.uniform(0.5, max(1.0, took / 3)))
        except subprocess.TimeoutExpired:
            going.kill()
            going.wait()
        else:
            return done
    return kills


def main() -> None:
    """Kill, resume, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--mb", type=float, default=40)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    chance, differences = random.Random(args.seed), 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "in.jsonl"
        make(source, args.mb)
        with source.open("ab") as file:
            file.write(b"no json\n" * 10)
        wanted = Counter(json.loads(line)["id"] for line in source.read_bytes().splitlines()[:-10])
        for suffix in SUFFIXES:
            whole, killed, started, kills = folder / f"whole{suffix}", folder / f"killed{suffix}", time.monotonic(), 0
            start(source, whole).wait()
            took = time.monotonic() - started
            while kills < args.kills:
                kills += kill_often(source, killed, args.kills - kills, took, chance)
                start(source, killed).wait()
                same = all(
                    Path(f"{killed}{end}").read_bytes() == Path(f"{whole}{end}").read_bytes()
                    for end in ("", ".rejects")
                )
                same = same and (suffix != ".jsonl" or ids_of(killed) == wanted)
                differences += not same
            print(f"{suffix}: killed {kills} times, {'the same' if same else 'DIFFERENT'}")
    sys.exit(bool(differences))


def ids_of(path: Path) -> Counter[str]:
    """How often each id is in an output."""
    return Counter(json.loads(line)["id"] for line in path.read_bytes().splitlines())


if __name__ == "__main__":
    main()
