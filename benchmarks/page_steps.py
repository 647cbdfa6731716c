"""What each step costs a page, in milliseconds and in multiples of a bare parse of the same page in the same process.

    python benchmarks/page_steps.py                    # the least of 4 rounds a page and step
    python benchmarks/page_steps.py --rounds 1         # a first pass: no line, class or label was seen before

Processor time; each round goes over all pages, the bare parse and the cleaning in turn, so that other work on the
machine hits both. Steps stand inside each other, as the indent says. Data: as for html_pages.py.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import wraps
from importlib import import_module
from typing import Any

from html_pages import threads, wcxb
from lxml import etree

import forumclean

# Module, name of the function there, what it is called here.
STEPS = (
    ("reader.html", "parse_page", "  parse, look at the encoding"),
    ("reader.mail.archive", "read_archived", "  asked whether it is an archive of mail"),
    ("reader.html", "choose_reading", "  reading chosen"),
    ("reader.reading.choose", "read_thread", "    posts by a profile"),
    ("reader.reading.proposal", "measure", "    measures of every element"),
    ("reader.reading.proposal", "find_title", "    title"),
    ("reader.reading.choose", "find_posts", "    groups that repeat"),
    ("reader.article.judge", "page_blocks", "    blocks around the article"),
    ("reader.article.judge", "evidence_of", "    evidence of the blocks"),
    ("reader.article.judge", "_kept", "    trees and boxes"),
    ("reader.html", "document_of", "  blocks of the posts, the document"),
    ("reader.html", "more_posts", "  pages that follow"),
    ("cleaner", "judge", "  verdicts"),
    ("cleaner", "without_repeats", "  quotes that repeat posts"),
)
Spent = defaultdict[str, float]


def clocked(work: Callable[..., Any], name: str, spent: Spent) -> Callable[..., Any]:
    """The same function, the time of which is noted."""

    @wraps(work)
    def wrapper(*args: Any, **given: Any) -> Any:
        start = time.process_time()
        try:
            return work(*args, **given)
        finally:
            spent[name] += time.process_time() - start

    return wrapper


def parse(page: bytes) -> None:
    """The bare parse; to free the tree belongs to it."""
    etree.fromstring(page, etree.HTMLParser())


def steps_of(pages: Sequence[bytes], rounds: int, spent: Spent) -> dict[str, float]:
    """Seconds a page of each step, the least of all rounds."""
    least: dict[str, dict[int, float]] = defaultdict(dict)
    for _ in range(rounds):
        for number, page in enumerate(pages):
            spent.clear()
            clocked(parse, "bare parse", spent)(page)
            result = clocked(forumclean.clean, "clean(page)", spent)(page)
            clocked(lambda result=result: result.text, "Result.text", spent)()
            del result
            for name, seconds in spent.items():
                least[name][number] = min(least[name].get(number, seconds), seconds)
    return {name: sum(seconds.values()) / len(pages) for name, seconds in least.items()}


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=4)
    rounds = parser.parse_args().rounds
    spent: Spent = defaultdict(float)
    for path, function, name in STEPS:
        module = import_module(f"forumclean.{path}")
        setattr(module, function, clocked(getattr(module, function), name, spent))
    # Rules are a method.
    engine = import_module("forumclean.rules.engine").Engine
    engine.mark_over = clocked(engine.mark_over, "  rules", spent)
    forumclean.clean("<html><p>Packs are compiled before the first page.</p>")
    sets: dict[str, list[bytes]] = {
        "WCXB dev, every 11th article": [page.html for page in wcxb("article")[::11]],
        "WCXB dev, every third forum page": [page.html for page in wcxb("forum")[::3]],
        "WEB-FORUM-52 dev": [page["html"].encode() for page in threads()],
    }
    for title, pages in sets.items():
        found = steps_of(pages, rounds, spent)
        bare = found["bare parse"]
        print(f"\n{title}: {len(pages)} pages\n{'':44}ms a page   x bare parse")
        for name in ("bare parse", "clean(page)", *(name for _, _, name in STEPS), "  rules", "Result.text"):
            print(f"{name:44}{1000 * found.get(name, 0):9.3f}   {found.get(name, 0) / bare:9.2f}")


if __name__ == "__main__":
    main()
