"""How fast a bulk run is, how two workers compare with one, and how much memory they take.

    python benchmarks/bulk.py --mb 1000

Makes JSON lines from the development texts, repeated with changed ids, and cleans them with one worker and with two,
and a part of them with nothing but clean() in this process. CPU seconds are told beside the time of the clock, because
they also hold on a machine that does other things. Memory is that of the largest worker, in megabytes.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a worker is one core

import argparse
import json
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import forumclean
from forumclean.bulk import Options, Progress, run
from training.data import load

BARE_MB = 30
QUARTERS = (0.25, 0.5, 1.0)


@dataclass
class Measured:
    """One run: seconds of the clock, seconds of the processor, and memory at each quarter."""

    name: str
    megabytes: float
    records: int
    seconds: float
    cpu: float
    memory: tuple[float, ...] = ()

    def row(self, first: float) -> tuple[str, ...]:
        """Cells of the table; ``first`` is the MB/s of one worker."""
        rate = self.megabytes / self.seconds
        return (
            self.name, f"{self.megabytes:.0f}", f"{self.seconds:.1f}", f"{self.records / self.seconds:.0f}",
            f"{rate:.2f}", f"{rate / first:.2f}", f"{self.cpu / self.megabytes:.3f}",
            " / ".join(f"{size:.0f}" for size in self.memory),
        )  # fmt: skip


def make(path: Path, megabytes: float) -> None:
    """Write JSON lines of a size."""
    texts = [row["text"] for name in ("forum_text_dev", "posted_news_dev") for row in load(name)]
    size = 0
    with path.open("wb") as file:
        for number, text in enumerate(cycle(texts)):
            size += file.write(json.dumps({"id": f"r{number}", "text": text}, ensure_ascii=False).encode() + b"\n")
            if size >= megabytes * 1e6:
                return


def bare(path: Path) -> Measured:
    """Only clean(), on what has been read and decoded before."""
    cleaner = forumclean.Cleaner()
    with path.open("rb") as file:
        lines = list(islice(file, BARE_MB * 200))
    texts = [json.loads(line)["text"] for line in lines]
    cleaner.clean(texts[0])
    started, cpu = time.perf_counter(), time.process_time()
    for text in texts:
        _ = cleaner.clean(text).text
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    return Measured("clean() alone", sum(map(len, lines)) / 1e6, len(texts), seconds, cpu)


def with_workers(path: Path, output: Path, workers: int) -> Measured:
    """A whole run."""
    memory: dict[float, float] = {}

    def watch(progress: Progress) -> None:
        for share in QUARTERS:
            if share not in memory and progress.at >= share * progress.total:
                children = psutil.Process().children(recursive=True)
                memory[share] = max(child.memory_info().rss for child in children) / 1e6

    before, mine, started = cpu_of_children(), time.process_time(), time.perf_counter()
    summary = run([path], output, Options(workers=workers), watch=watch)
    seconds = time.perf_counter() - started
    cpu = cpu_of_children() - before + time.process_time() - mine
    sizes = tuple(memory[share] for share in QUARTERS)
    return Measured(f"bulk, {workers} worker(s)", path.stat().st_size / 1e6, summary.records, seconds, cpu, sizes)


def cpu_of_children() -> float:
    """Seconds of the processor that children which have ended took."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mb", type=float, default=100)
    megabytes = parser.parse_args().mb
    with tempfile.TemporaryDirectory() as folder:
        source, output = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
        make(source, megabytes)
        alone, one, two = bare(source), with_workers(source, output, 1), with_workers(source, output, 2)
    table = Table("", "MB", "s", "records/s", "MB/s", "× one worker", "CPU s/MB", "worker MB at 25 / 50 / 100 %")
    for measured in (alone, one, two):
        table.add_row(*measured.row(one.megabytes / one.seconds))
    console = Console(width=120)
    console.print(table)
    by_clock = (one.seconds / one.megabytes) / (alone.seconds / alone.megabytes) - 1
    by_cpu = (one.cpu / one.megabytes) / (alone.cpu / alone.megabytes) - 1
    console.print(f"one worker over clean() alone: {by_clock:+.1%} by the clock, {by_cpu:+.1%} by CPU seconds")
    mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    console.print(f"peak of this process, which also held the texts: {mine:.0f} MB")


if __name__ == "__main__":
    main()
