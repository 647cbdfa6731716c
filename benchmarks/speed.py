"""How fast clean() is, beside a public line filter and by itself.

    python benchmarks/speed.py

Prints megabytes (of UTF-8) a second on one core beside datatrove's C4QualityFilter in the same run, what a post costs
by its size, where the time goes, import and first call in fresh processes, the cost of 1, 10 and 100 times the text up
to 100 MB, peak memory, and the time of hostile inputs. Run it on a machine that does nothing else.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one core is what is measured

import argparse
import resource
import string
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import forumclean
from forumclean.reader.text import read_text
from forumclean.scorer import features as scorer_features
from forumclean.scorer.features import features
from forumclean.scorer.judge import evidence_of, judge
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


def c4_filter() -> Callable[[str], object] | None:
    """Return datatrove's C4 line filter with its sentence minimum off, or None when it is not installed."""
    try:
        from datatrove.data import Document
        from datatrove.pipeline.filters import C4QualityFilter
    except ImportError:
        return None
    c4 = C4QualityFilter(min_num_sentences=-1)
    return lambda text: c4.filter(Document(text=text, id="0"))


def throughput(sets: dict[str, list[str]]) -> None:
    """MB/s of clean(raw).text and of the peer, in the same run; the first pass remembers nothing yet."""
    heads = ("data", "MB", "first pass MB/s", "second pass MB/s", "µs a line", "C4QualityFilter MB/s", "x its time")
    table, c4 = Table(*heads, title="one core"), c4_filter()
    for name, texts in sets.items():
        size, lines = megabytes(texts), sum(len(read_text(text).texts) for text in texts)
        cleaner = forumclean.Cleaner()
        scorer_features._memory.forget()
        started = time.perf_counter()
        for text in texts:
            _ = cleaner.clean(text).text
        first = time.perf_counter() - started
        ours = best(lambda texts=texts, cleaner=cleaner: [cleaner.clean(text).text for text in texts])
        theirs = best(lambda texts=texts: [c4(text) for text in texts]) if c4 else float("nan")
        rates = (f"{size / seconds:.2f}" for seconds in (first, ours))
        table.add_row(name, f"{size:.1f}", *rates, f"{ours / lines * 1e6:.2f}", f"{size / theirs:.2f}",
                      f"{ours / theirs:.2f}")  # fmt: skip
    console.print(table)


def sizes(sets: dict[str, list[str]]) -> None:
    """Processor time a post and a kilobyte, of a first and of a second pass, for posts of several sizes."""
    dumps = [dump_text(path) for path in sorted((ROOT / "training" / "dumps" / "open").glob("*.txt"))]
    cut = [text[:300] for text in sets["posted_news_dev"]]
    table = Table("data", "kB a post", "pass", "ms a post", "µs a kB", title="size of a post, one core")
    for name, texts in {**sets, "dumps": dumps, "300 characters of news": cut}.items():
        cleaner, kilobytes = forumclean.Cleaner(), megabytes(texts) * 1e3
        scorer_features._memory.forget()
        for which in ("first", "second"):
            started = time.process_time()
            for text in texts:
                _ = cleaner.clean(text).text
            seconds = time.process_time() - started
            row = (kilobytes / len(texts), seconds / len(texts) * 1e3, seconds / kilobytes * 1e6)
            table.add_row(name, f"{row[0]:.1f}", which, f"{row[1]:.2f}", f"{row[2]:.0f}")
    console.print(table)


def dump_text(path: Path) -> str:
    """A labelled dump as it came: without its head and its labels."""
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if not line.startswith("# ")]
    return "\n".join(line[2:] if line[1:2] == "|" else line for line in lines)


def profile(sets: dict[str, list[str]]) -> None:
    """Microseconds a line of each step."""
    table = Table("data", "read", "rules", "features", "model and verdict", "text", title="µs a line")
    cleaner = forumclean.Cleaner()
    _, engine = cleaner._engines_for("")
    for name, texts in sets.items():
        documents = [read_text(text) for text in texts]
        marks = [engine.mark(document) for document in documents]
        results = [cleaner.clean(text) for text in texts]
        pairs = list(zip(documents, marks, strict=True))
        seconds = [
            best(lambda texts=texts: [read_text(text) for text in texts]),
            best(lambda documents=documents: [engine.mark(d) for d in documents]),
            best(
                lambda pairs=pairs: [
                    features(d, evidence_of(m, len(d.lines)), cleaner._model.lexicon) for d, m in pairs
                ]
            ),
            best(lambda pairs=pairs: [judge(d, m, m, cleaner._model, cleaner._preset) for d, m in pairs]),
            best(lambda results=results: [r.text for r in results]),
        ]
        seconds[3] -= seconds[2]
        lines = sum(len(d.lines) for d in documents)
        table.add_row(name, *(f"{s / lines * 1e6:.2f}" for s in seconds))
    console.print(table)


def cold_start() -> None:
    """Milliseconds of import and of the first call, each in a fresh process."""
    post = ROOT / "fixtures" / "xenforo" / "ferry-strike" / "raw.txt"
    code = (
        "import time; a = time.perf_counter(); import forumclean; b = time.perf_counter();"
        f"forumclean.clean(open({str(post)!r}).read()); print((b - a) * 1e3, (time.perf_counter() - b) * 1e3)"
    )
    runs = []
    for _ in range(ROUNDS):
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        runs.append(tuple(map(float, run.stdout.split())))
    table = Table("", "best ms", "median ms", title=f"fresh process, {ROUNDS} runs")
    for name, values in zip(("import forumclean", "first clean()"), zip(*runs, strict=True), strict=True):
        ordered = sorted(values)
        table.add_row(name, f"{ordered[0]:.0f}", f"{ordered[len(ordered) // 2]:.0f}")
    console.print(table)


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
    parser.add_argument("--only", choices=("throughput", "sizes", "profile", "cold", "growth", "hostile"))
    only = parser.parse_args().only
    sets = {name: [row["text"] for row in load(name)] for name in ("forum_text_dev", "posted_news_dev")}
    if only in (None, "throughput"):
        throughput(sets)
    if only in (None, "sizes"):
        sizes(sets)
    if only in (None, "profile"):
        profile(sets)
    if only in (None, "cold"):
        cold_start()
    if only in (None, "growth"):
        growth(sets["forum_text_dev"])
    if only in (None, "hostile"):
        hostile()


if __name__ == "__main__":
    main()
