"""What a forum teaches: each page cleaned after learning from the other pages of its forum.

    python benchmarks/learner.py                          the synthetic forums, forums with nothing to learn, few pages
    python benchmarks/learner.py --hosts FOLDER...        also labelled dumps, a folder a forum (dumps-dev/hosts)
    python benchmarks/learner.py --worst                  also the lines that were taken or left wrongly
    python benchmarks/learner.py --time 2000 8000         CPU seconds and memory for so many posts

Recall is of chrome lines that come back on two other pages or more, digits folded; precision of the lines that the
learnt pack removes and the shipped rules keep. Words lost and left are as in benchmarks/dumps.py.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import synthetic
from forumclean import Cleaner, Label, learn
from forumclean.rules.matching.fold import as_line, fold
from training import corpus

Page = list[tuple[str, str]]
SHIPPED = Cleaner()


def read(path: Path) -> Page:
    """The lines of a labelled dump and their labels, with or without the part it is of."""
    lines: Page = []
    for raw in path.read_text(encoding="utf-8").split("\n"):
        if raw[1:2] == "|" and raw[0] in corpus.LABELS:
            lines.append((raw[2:], raw[0]))
        elif lines:
            lines.append(("", " "))
    return lines


def text_of(page: Page) -> str:
    return "\n".join(line for line, _ in page)


def kept(page: Page, cleaner: Cleaner) -> list[float]:
    """For each line, the share of its words that a cleaner keeps."""
    text = text_of(page)
    mask = bytearray(len(text))
    for p in cleaner.clean(text).paragraphs:
        if p.label is Label.BODY:
            mask[p.start : p.end] = b"\1" * (p.end - p.start)
    shares, at = [], 0
    for line, _ in page:
        spans = corpus.words(line)
        shares.append(sum(mask[at + start] for start, _ in spans) / len(spans) if spans else 0.0)
        at += len(line) + 1
    return shares


def count(page: Page, others: Sequence[Page], cleaner: Cleaner, worst: list[str] | None = None) -> Counter[str]:
    """Count one page, cleaned by what the others taught."""
    c: Counter[str] = Counter(pages=1)
    on = Counter(key for other in others for key in {fold(as_line(line)) for line, _ in other if line.strip()})
    for (line, label), before, after in zip(page, kept(page, SHIPPED), kept(page, cleaner), strict=True):
        words = len(corpus.words(line))
        if not words:
            continue
        is_body, is_chrome = label in corpus.BODY, label in corpus.CHROME
        role = "body" if is_body else "chrome" if is_chrome else "other"
        c.update({role: words, f"{role} shipped": round(words * before), f"{role} learned": round(words * after)})
        gone = after < 0.5
        if is_chrome and on[fold(as_line(line))] >= 2:
            c.update({"back": 1, "back gone": gone})
        if gone and before >= 0.5 and (is_body or is_chrome):
            c.update({"taken": 1, "taken rightly": is_chrome})
        if worst is not None and ((is_body and after < before) or (is_chrome and not gone and words)):
            worst.append(f"{'LOST' if is_body else 'LEFT'} {on[fold(as_line(line))]:3} {line.strip()[:100]}")
    return c


def leave_one_out(pages: Sequence[Page], worst: list[str] | None = None) -> Counter[str]:
    """Every page, by what the others taught."""
    total: Counter[str] = Counter()
    for number, page in enumerate(pages):
        others = [*pages[:number], *pages[number + 1 :]]
        total += count(page, others, Cleaner(learn(map(text_of, others))), worst)
    return total


def halves(pages: Sequence[Page], worst: list[str] | None = None) -> Counter[str]:
    """Synthetic pages, each by what the others taught; five at a time, for they are alike."""
    total: Counter[str] = Counter()
    for start in range(0, len(pages), 5):
        others = [*pages[:start], *pages[start + 5 :]]
        cleaner = Cleaner(learn(map(text_of, others)))
        for page in pages[start : start + 5]:
            total += count(page, others, cleaner, worst)
    return total


def row(name: str, c: Counter[str]) -> tuple[str, ...]:
    def share(part: str, whole: str) -> str:
        return f"{c[part] / c[whole]:.4f}" if c[whole] else "-"

    lost = (c["body shipped"] - c["body learned"]) / max(c["body"], 1)
    return (
        name, str(c["pages"]), share("back gone", "back"), share("taken rightly", "taken"), str(c["taken"]),
        f"{lost:.4f}", share("chrome shipped", "chrome"), share("chrome learned", "chrome"),
    )  # fmt: skip


def show(title: str, rows: Iterable[tuple[str, ...]]) -> None:
    table = Table(title=title)
    for head in ("forum", "pages", "recall", "precision", "taken", "body lost", "left, shipped", "left, learned"):
        table.add_column(head)
    for one in rows:
        table.add_row(*one)
    Console(width=120).print(table)


def pages_of(forum: synthetic.Forum) -> list[Page]:
    return [[(line.text, line.label) for line in page] for page in forum.pages]


def few_pages() -> None:
    """What 5 pages teach of what 50 teach, on 10 pages more: words of chrome removed that the shipped rules keep."""
    removed: Counter[int] = Counter()
    for number in range(6):
        pages = pages_of(synthetic.forum(100 + number, pages=60))
        for size in (5, 10, 20, 50):
            cleaner = Cleaner(learn(map(text_of, pages[:size])))
            for page in pages[50:]:
                c = count(page, (), cleaner)
                removed[size] += c["chrome shipped"] - c["chrome learned"]
    for size, words in removed.items():
        print(f"{size} pages: {words / removed[50]:.2f} of what 50 give")


def timed(size: int) -> None:
    """Learn from so many posts of dump size that a generator makes on the way."""
    dumps = [dump.text for dump in corpus.load("open")]

    def posts() -> Iterable[str]:
        rng = random.Random(size)
        for number in range(size):
            lines = rng.choice(dumps).split("\n")
            yield "\n".join([f"Topic {number}", "OT Bucks: 7", *lines])

    started = time.process_time()
    pack = learn(posts())
    seconds = time.process_time() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{size:,} posts: {seconds:.1f} CPU s, {memory:.0f} MB at most, "
        f"{pack.pages:,} looked at, {len(pack.rules)} rules"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", nargs="*", type=Path, default=[], help="folders with a folder a forum")
    parser.add_argument("--forums", type=int, default=30, help="how many synthetic forums; five more have wire copy")
    parser.add_argument("--worst", action="store_true", help="print what was taken or left wrongly")
    parser.add_argument("--time", nargs="*", type=int, default=[], help="only measure time, for so many posts")
    options = parser.parse_args()
    if options.time:
        for size in options.time:
            timed(size)
        return
    worst: list[str] | None = [] if options.worst else None

    for folder in options.hosts:
        counts = {}
        for host in sorted(path for path in folder.iterdir() if path.is_dir()):
            counts[host.name] = leave_one_out([read(path) for path in sorted(host.glob("*.txt"))], worst)
        show(str(folder), [*(row(*item) for item in counts.items()), row("all", sum(counts.values(), Counter()))])
    counts = {}
    for forum in synthetic.forums(options.forums):
        counts[forum.name] = halves(pages_of(forum), worst)
    show("synthetic forums", [*(row(*item) for item in counts.items()), row("all", sum(counts.values(), Counter()))])
    for forum in synthetic.forums_without():
        print(f"nothing to learn, {forum.name}: {len(learn(map(text_of, pages_of(forum))).rules)} rules")
    few_pages()
    for line, times in Counter(worst or ()).most_common(120):
        print(times, line)


if __name__ == "__main__":
    main()
