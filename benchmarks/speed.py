"""How fast clean() is, beside a public line filter and by itself.

    python benchmarks/speed.py

Prints what a post of dump size costs, alone, in batches and in a bulk run, beside datatrove's C4QualityFilter and a
fastText classifier of lines in the same run; megabytes (of UTF-8) a second of threads and posted news; where the time
goes; import and first call in fresh processes, packages and megabytes of the install; the cost of 1, 10 and 100 times
the text up to 100 MB, peak memory; and the time of hostile inputs. Pages have their times in html_pages.py. Run it on a
machine that does nothing else.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one core is what is measured

import argparse
import json
import resource
import string
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import forumclean
from benchmarks.peers import c4_filter, fasttext_filter
from forumclean.bulk import Options, run
from forumclean.cache import VARIABLE
from forumclean.reader.text import read_text
from forumclean.scorer import features as scorer_features
from forumclean.scorer.features import features
from forumclean.scorer.judge import evidence_of, judge
from forumclean.scorer.stack import Stack
from training import corpus
from training.data import load

ROUNDS = 5
console = Console(width=110)


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of several rounds, after one that warms up."""
    work()
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def megabytes(texts: Sequence[str]) -> float:
    """Size as UTF-8."""
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / 1e6


def passes(make: Callable[[], Callable[[], object]]) -> tuple[float, float]:
    """Seconds of a first pass, which knows the rules but no line of the posts, and of a later one."""
    work = make()
    started = time.perf_counter()
    work()
    first = time.perf_counter() - started
    return first, best(work)


def posts(texts: Sequence[str], others: Sequence[str]) -> None:
    """µs a post of dump size: alone, in batches of several sizes, in bulk; beside the line filter of C4.

    The cleaner has met other posts before, as in the midst of a crawl, so that packs and patterns are ready.
    """
    size, count, c4 = megabytes(texts), len(texts), c4_filter()
    kilobytes = size * 1e3 / count
    title = f"{count} dumps of training/dumps/open, {kilobytes:.1f} kB a post, one core"
    table = Table("way", "first pass µs", "MB/s", "x C4", "later pass µs", "MB/s", "x C4", title=title)
    theirs = best(lambda: [c4(text) for text in texts]) if c4 else float("nan")

    def batched(batch: int) -> Callable[[], object]:
        cleaner = warmed(others)
        starts = range(0, count, batch)
        return lambda: [r.text for start in starts for r in cleaner.clean_batch(texts[start : start + batch])]

    def single() -> Callable[[], object]:
        cleaner = warmed(others)
        return lambda: [cleaner.clean(text).text for text in texts]

    ways = {"clean(text)": single, **{f"clean_batch of {n}": partial(batched, n) for n in (1, 8, 64, 256)}}
    for name, way in ways.items():
        cells = [
            cell for seconds in passes(way)
            for cell in (f"{seconds / count * 1e6:.0f}", f"{size / seconds:.2f}", f"{seconds / theirs:.2f}")
        ]  # fmt: skip
        table.add_row(name, *cells)
    peers = {"C4QualityFilter": theirs}
    if keeps := fasttext_filter(corpus.load("open")):
        peers["fastText, line by line"] = best(lambda: [keeps(text.split("\n")) for text in texts])
    for name, taken in peers.items():
        cells = (f"{taken / count * 1e6:.0f}", f"{size / taken:.2f}", f"{taken / theirs:.2f}")
        table.add_row(name, "", "", "", *cells)
    console.print(table)


def warmed(texts: Sequence[str]) -> forumclean.Cleaner:
    """A cleaner that has cleaned these posts, and remembers no line of any other."""
    scorer_features._memory.cache_clear()
    cleaner = forumclean.Cleaner()
    for text in texts:
        _ = cleaner.clean(text).text
    return cleaner


def in_bulk(texts: Sequence[str]) -> None:
    """Posts a second of a bulk run with one and with two workers, and what it takes beside the cleaning itself.

    Of so many posts that the start of a worker, a second or two, counts little.
    """
    many = list(texts) * 60
    table = Table("way", "µs a post", "posts/s", "x one worker", title=f"bulk, {len(many)} posts, output to a file")
    cleaner = forumclean.Cleaner()
    started = time.perf_counter()
    for result in cleaner.clean_many(many):
        _ = result.text
    alone = time.perf_counter() - started
    table.add_row("clean_many in one process", *rate(alone, len(many)), "")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "posts.jsonl"
        source.write_text("".join(json.dumps({"text": text}) + "\n" for text in many), encoding="utf-8")
        one = 0.0
        for workers in (1, 2):
            started = time.perf_counter()
            run([source], Path(folder) / f"out-{workers}.jsonl", Options(workers=workers))
            seconds = time.perf_counter() - started
            one = one or seconds
            table.add_row(f"bulk, {workers} workers", *rate(seconds, len(many)), f"{one / seconds:.2f}")
    console.print(table)


def rate(seconds: float, count: int) -> tuple[str, str]:
    """µs a post, and posts a second."""
    return f"{seconds / count * 1e6:.0f}", f"{count / seconds:.0f}"


def throughput(sets: dict[str, list[str]]) -> None:
    """MB/s of longer texts, one at a time, and of the peer in the same run; the first pass remembers nothing yet."""
    heads = ("data", "MB", "first pass MB/s", "second pass MB/s", "µs a line", "C4QualityFilter MB/s", "x its time")
    table, c4 = Table(*heads, title="one core"), c4_filter()
    for name, texts in sets.items():
        size, lines = megabytes(texts), sum(len(read_text(text).texts) for text in texts)
        cleaner = warmed(())
        first, ours = passes(lambda texts=texts, cleaner=cleaner: lambda: [cleaner.clean(text).text for text in texts])
        theirs = best(lambda texts=texts: [c4(text) for text in texts]) if c4 else float("nan")
        rates = (f"{size / seconds:.2f}" for seconds in (first, ours))
        table.add_row(name, f"{size:.1f}", *rates, f"{ours / lines * 1e6:.2f}", f"{size / theirs:.2f}",
                      f"{ours / theirs:.2f}")  # fmt: skip
    console.print(table)


def profile(sets: dict[str, list[str]]) -> None:
    """Microseconds a line of each step, in batches of 64, when the lines have been met before."""
    table = Table("data", "read", "rules", "features", "model and verdict", "text", title="µs a line")
    cleaner = forumclean.Cleaner()
    _, engine = cleaner._engines_for("")
    lexicon, rest = cleaner._policy.model.lexicon, (cleaner._policy.model, cleaner._policy.preset)
    for name, texts in sets.items():
        documents = [read_text(text) for text in texts]
        some = [documents[start : start + 64] for start in range(0, len(documents), 64)]
        marked = [engine.mark_many(batch) for batch in some]
        stacks = [Stack.of([document for document in batch if document.lines]) for batch in some]
        results = [cleaner.clean(text) for text in texts]
        steps = {
            "read": lambda texts=texts: [read_text(text) for text in texts],
            "rules": lambda some=some: [engine.mark_many(batch) for batch in some],
            "features": lambda stacks=stacks, marked=marked: [
                features(stack, evidence_of(marks, stack), lexicon) for stack, marks in zip(stacks, marked, strict=True)
            ],
            "judge": lambda some=some, marked=marked: [
                judge(batch, marks, marks, *rest) for batch, marks in zip(some, marked, strict=True)
            ],
            "text": lambda results=results: [result.text for result in results],
        }
        seconds = {step: best(work) for step, work in steps.items()}
        seconds["judge"] -= seconds["features"]
        lines = sum(len(document.lines) for document in documents)
        table.add_row(name, *(f"{value / lines * 1e6:.2f}" for value in seconds.values()))
    console.print(table)


def cold_start() -> None:
    """Milliseconds of import and of the first call, each in a fresh process; and how much an install brings."""
    with tempfile.TemporaryDirectory() as place:
        table = Table("", "best ms", "median ms", "best CPU ms", title=f"fresh process, {ROUNDS} runs")
        for cached, where in (("without cache", "off"), ("with cache", place)):
            started(where)  # fills the cache, and Python's own of compiled modules
            runs = [started(where) for _ in range(ROUNDS)]
            for name, spent in zip(("import forumclean", "first clean()"), zip(*runs, strict=True), strict=True):
                walls, cpus = (sorted(values) for values in zip(*spent, strict=True))
                times = (walls[0], walls[len(walls) // 2], cpus[0])
                table.add_row(f"{name}, {cached}", *(f"{value * 1e3:.0f}" for value in times))
    console.print(table)
    console.print(installed())


def started(where: str) -> list[tuple[float, float]]:
    """Seconds, and seconds of CPU, of import and of the first call in a process that has its cache there."""
    post = ROOT / "fixtures" / "xenforo" / "ferry-strike" / "raw.txt"
    code = (
        "import time; now = lambda: (time.perf_counter(), time.process_time()); a = now();"
        f"import forumclean; b = now(); forumclean.clean(open({str(post)!r}).read()); print(*a, *b, *now())"
    )
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {VARIABLE: where}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    a, at_a, b, at_b, c, at_c = map(float, done.stdout.split())
    return [(b - a, at_b - at_a), (c - b, at_c - at_b)]


def installed() -> Table:
    """What `pip install .` brings: forumclean and all that it needs, and how much of the disk they take."""
    table = Table("package", "version", "MB", title="the install")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed, sizes = [Requirement(text).name for text in project["dependencies"]], []
    for name in needed:  # grows
        package = metadata.distribution(name)
        requirements = [Requirement(text) for text in package.requires or ()]
        more = [canonicalize_name(r.name) for r in requirements if r.marker is None or r.marker.evaluate({"extra": ""})]
        needed += [other for other in dict.fromkeys(more) if other not in needed]
        sizes.append(megabytes_of(Path(str(package.locate_file(file))) for file in package.files or ()))
        table.add_row(name, package.version, f"{sizes[-1]:.1f}")
    sizes.append(megabytes_of((ROOT / "forumclean").rglob("*")))
    table.add_row("forumclean", forumclean.__version__, f"{sizes[-1]:.1f}")
    table.add_row(f"{len(sizes)} packages", "", f"{sum(sizes):.1f}")
    return table


def megabytes_of(files: Iterable[Path]) -> float:
    """Megabytes of files, without what Python compiles them to."""
    return sum(path.stat().st_size for path in files if path.suffix != ".pyc" and path.is_file()) / 1e6


def growth(texts: list[str]) -> None:
    """Time and peak memory of one input of 1, 10 and 100 MB, each in a fresh process."""
    table = Table("input MB", "seconds", "s / MB", "peak memory / input", title="one large input")
    whole = "\n".join(texts)
    for times in (1, 10, 100):
        text = (whole * (times * 1_000_000 // len(whole) + 1))[: times * 1_000_000]
        reader, writer = os.pipe()
        if (child := os.fork()) == 0:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            started = time.perf_counter()
            length = len(forumclean.clean(text).text)
            seconds = time.perf_counter() - started
            peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
            os.write(writer, f"{seconds} {peak} {length}".encode())
            os._exit(0)
        os.waitpid(child, 0)
        seconds, peak = map(float, os.read(reader, 200).split()[:2])
        table.add_row(str(times), f"{seconds:.2f}", f"{seconds / times:.3f}", f"{peak / len(text.encode()):.1f} x")
    console.print(table)


def hostile() -> None:
    """Seconds of inputs made to hurt; every shipped pattern meets every run of punctuation."""
    runs = "\n".join(mark * n for mark in string.punctuation + "…—«»·•" for n in (1, 7, 50, 300, 5_000, 50_000))
    cases = {
        "1 M lines of one character": "a\n" * 1_000_000,
        "one 10 MB line": "word " * 2_000_000,
        "one 10 MB word": "w" * 10_000_000,
        "200 k chrome lines": "Joined\nMay 5, 2010\nReply\nSimilar threads\n" * 50_000,
        "200 k combining marks": "a" + "\u0301" * 200_000,
        "lone surrogates": "\ud800 \udfff" * 200_000,
        "NULs": "\0" * 1_000_000,
        "runs of punctuation": runs,
    }
    table = Table("input", "seconds", title="hostile text")
    for name, text in cases.items():
        started = time.perf_counter()
        result = forumclean.clean(text)
        _ = result.text
        table.add_row(name, f"{time.perf_counter() - started:.2f}")
    console.print(table)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("posts", "bulk", "throughput", "profile", "cold", "growth", "hostile"))
    only = parser.parse_args().only
    if only in (None, "cold"):
        cold_start()
    if only == "cold":
        return
    sets = {name: [row["text"] for row in load(name)] for name in ("forum_text_dev", "posted_news_dev")}
    dumps = [dump.text for dump in corpus.load("open")]
    if only in (None, "posts"):
        posts(dumps[1::2], dumps[::2])
    if only in (None, "bulk"):
        in_bulk(dumps)
    if only in (None, "throughput"):
        throughput(sets)
    if only in (None, "profile"):
        profile(sets)
    if only in (None, "growth"):
        growth(sets["forum_text_dev"])
    if only in (None, "hostile"):
        hostile()


if __name__ == "__main__":
    main()
