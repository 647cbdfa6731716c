"""Whether the posts of a dump are told apart: where each begins, its author and its date (training/posts/README.md).

    python benchmarks/posts.py                  the threads held back: nobody who wrote the code has read them
    python benchmarks/posts.py --side open      the others, each by weights and a scorer that saw no thread of its host
    python benchmarks/posts.py --side open --show     what is wrong, document by document (of the open ones only)
    python benchmarks/posts.py --single         also: documents of one post that are parted

Beginnings: P and R of the borders between posts, a border being the line of posted text (B, Q, M) at which a post
begins; R also of those alone whose post shows an author or a date: of the others only sense tells, or a number.
Author and date: of the posts whose beginning is right and that have one marked, the share that is right.
Lost: lines of `Result.text` that stand in no post.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.dumps import cleaners, fold_cleaners
from forumclean import Cleaner, Post, Result
from forumclean.threads.model import Models
from training import corpus
from training.posts import POSTED, Thread, borders, load, same_author, same_date


@dataclass(frozen=True, slots=True)
class Found:
    """A post that was found, and the line of posted text at which it begins."""

    post: Post
    line: int


def posts_of(result: Result, dump: corpus.Dump) -> list[Found]:
    """The posts that hold posted text."""
    starts = [0]
    for line in dump.lines:
        starts.append(starts[-1] + len(line) + 1)
    found: list[Found] = []
    for post in result.posts:
        spans = [(p.start, p.end) for p in post.paragraphs]
        inside = (
            number for number, (label, start) in enumerate(zip(dump.labels, starts, strict=False), 1)
            if label in POSTED and any(a < start + len(dump.lines[number - 1]) and start < b for a, b in spans)
        )  # fmt: skip
        if line := next(inside, 0):
            found.append(Found(post, line))
    return found


def count(thread: Thread, result: Result) -> tuple[Counter[str], list[str]]:
    """Count one document, and say what is wrong."""
    begins = borders(thread.dump, [post.first_line for post in thread.posts])
    found = {one.line: one.post for one in posts_of(result, thread.dump)}
    first = min(found, default=0)
    sums: Counter[str] = Counter(documents=1)
    wrong: list[str] = []
    gold = set(begins[1:])
    got = set(found) - {first}
    sums.update({"borders": len(gold), "found": len(got), "right": len(gold & got)})
    sums["all right"] = gold == got
    shown = {line for post, line in zip(thread.posts, begins, strict=True) if post.author or post.date_text} & gold
    sums.update({"shown": len(shown), "shown right": len(shown & got)})
    wrong += [f"  missed {line}: {thread.dump.lines[line - 1][:60]}" for line in sorted(gold - got)]
    wrong += [f"  false  {line}: {thread.dump.lines[line - 1][:60]}" for line in sorted(got - gold)]
    for number, (marked, line) in enumerate(zip(thread.posts, begins, strict=True)):
        post = found.get(first if number == 0 else line)
        if post is None:
            continue
        fields = (
            ("author", marked.author, post.author, same_author),
            ("date", marked.date_text, post.date_text, same_date),
        )
        for name, asked, said, same in fields:
            if asked is None:
                sums[f"{name} from nowhere"] += said is not None
                continue
            good = said is not None and same(asked, said)
            sums.update({f"{name}s": 1, f"{name}s said": said is not None, f"{name}s right": good})
            if not good:
                wrong.append(f"  {name} of {line}: {said!r} for {asked!r}")
        if marked.number is not None:
            sums.update(
                {"numbers": 1, "numbers said": post.number is not None, "numbers right": post.number == marked.number}
            )
    kept = Counter("\n".join(post.text for post in result.posts).split("\n"))
    sums["lost"] = sum((Counter(line for line in result.text.split("\n") if line) - kept).values())
    return sums, wrong


def table(c: Counter[str]) -> str:
    """The measures."""

    def share(part: str, whole: str) -> str:
        return f"{c[part] / c[whole]:.3f}" if c[whole] else "–"

    def field(name: str) -> str:
        right, said = share(f"{name}s right", f"{name}s"), share(f"{name}s right", f"{name}s said")
        nowhere = f"; {c[f'{name} from nowhere']} where none is marked" if name != "number" else ""
        return f"{name + 's':14} right {right} of {c[f'{name}s']}; of those said {said}{nowhere}"

    return "\n".join(
        [
            f"documents      {c['documents']}, all borders right in {share('all right', 'documents')}",
            f"beginnings     P {share('right', 'found')}  R {share('right', 'borders')}  of {c['borders']}; "
            f"where a name or a date shows R {share('shown right', 'shown')}  of {c['shown']}",
            *map(field, ("author", "date", "number")),
            f"lines lost     {c['lost']}",
        ]
    )


def cleaners_of(side: str) -> Callable[[corpus.Dump], Cleaner]:
    """The shipped cleaner for the documents held back; for an open one that of its fold, with its weights."""
    if side == "held":
        return cleaners(side)
    folds = fold_cleaners()
    for number, cleaner in enumerate(folds):
        path = ROOT / "training" / "posts" / "folds" / f"fold-{number}.toml"
        threads = msgspec.toml.decode(path.read_bytes(), type=Models)
        cleaner._policy = replace(cleaner._policy, threads=threads)
    return lambda dump: folds[corpus.fold_of_host(dump.host)]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--side", choices=("open", "held"), default="held")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--single", action="store_true")
    options = parser.parse_args()
    if options.show and options.side == "held":
        parser.error("nobody reads the held side: --show goes with --side open")
    cleaner_of = cleaners_of(options.side)
    total: Counter[str] = Counter()
    threads = load(options.side)
    for thread in threads:
        sums, wrong = count(thread, cleaner_of(thread.dump).clean(thread.dump.text))
        total += sums
        if options.show and wrong:
            print(thread.dump.name, *wrong, sep="\n")
    print(table(total))
    if options.single:
        parted = dict[str, list[bool]]()
        marked = {thread.dump.name for thread in threads}
        for dump in corpus.load(options.side):
            if dump.name not in marked and dump.part == "busy":
                found = posts_of(cleaner_of(dump).clean(dump.text), dump)
                parted.setdefault(dump.part, []).append(len(found) > 1)
        print("parted of one post:", {part: f"{sum(some)} of {len(some)}" for part, some in parted.items()})
    print(speed(threads))
    return 0


def speed(threads: list[Thread]) -> str:
    """What `posts` costs beside `clean` and `text`."""
    shipped = Cleaner()
    texts = [thread.dump.text for thread in threads]
    best = [9e9, 9e9]
    for _ in range(5):
        start = time.perf_counter()
        results = [shipped.clean(text) for text in texts]
        _ = [result.text for result in results]
        middle = time.perf_counter()
        _ = [result._document.heads[0] for result in results]
        best = [min(best[0], middle - start), min(best[1], time.perf_counter() - middle)]
    each, more = best[0] / len(texts) * 1e3, best[1] / best[0]
    return f"time           clean and text {each:.2f} ms a document, posts told apart when asked {more:+.1%}"


if __name__ == "__main__":
    sys.exit(main())
