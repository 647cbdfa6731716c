"""Quality and speed on HTML pages, side by side with trafilatura and resiliparse in the same run.

    python benchmarks/html_pages.py                    # everything
    python benchmarks/html_pages.py --set forum        # forum | article | threads
    python benchmarks/html_pages.py --no-profiles      # the generic reader alone
    python benchmarks/html_pages.py --reader           # the reader alone, without rules and scorer

Data: WCXB development split (CC-BY-4.0, Murrough Foley 2026) and WEB-FORUM-52 (Apache-2.0, Weichselbraun et al. 2020),
in the folder that FORUMCLEAN_DATA names (default ../shared/data).
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from lxml import etree
from rich.console import Console
from rich.table import Table

from forumclean.dates.reading import read_date
from forumclean.outcome.quotes import repeated_quotes
from forumclean.reader.engines.profileset import ProfileSet
from forumclean.reader.html import read_html
from forumclean.values.document import Document

DATA = Path(os.environ.get("FORUMCLEAN_DATA", Path(__file__).parents[2] / "shared" / "data"))
# Pages whose file does not hold the text of the thread (see knowledge/engines.md).
EMPTY = frozenset({"0551", "4147", "4278", "4314", "4607", "4802", "4838"})
_WORD = re.compile(r"\w+")
_GAPS = ("", "\n", "\n\n")


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page and the text that people say stands on it."""

    id: str
    url: str
    html: bytes
    text: str


def wcxb(kind: str) -> list[GoldPage]:
    """The pages of one type of the WCXB development split."""
    pages = []
    for path in sorted((DATA / "wcxb-dev" / kind / "ground-truth").glob("*.json")):
        truth = json.loads(path.read_text("utf-8"))
        html = gzip.decompress((DATA / "wcxb-dev" / kind / "html" / f"{path.stem}.html.gz").read_bytes())
        pages.append(GoldPage(path.stem, truth["url"], html, truth["ground_truth"].get("main_content") or ""))
    return pages


def threads() -> list[dict[str, Any]]:
    """The pages of WEB-FORUM-52, with their posts."""
    paths = sorted((DATA / "web-forum-52-dev").glob("*.gz"))
    return [{**json.loads(gzip.decompress(path.read_bytes())), "name": path.name} for path in paths]


def words(text: str) -> Counter[str]:
    """Word counts as WCXB counts them."""
    return Counter(_WORD.findall(text.lower()))


def f1(found: Counter[str], truth: Counter[str]) -> float:
    """Harmonic mean of precision and recall over word counts."""
    both = (found & truth).total()
    return 2 * both / (found.total() + truth.total()) if both else float(found == truth)


def document_text(document: Document, *, headers: bool = False, quotes: str = "once", post: int | None = None) -> str:
    """The text of a document as the reader alone sees it: everything that is not chrome by the profile is body."""
    out = repeated_quotes(document) if quotes == "once" else frozenset()
    pieces: list[str] = []
    head = -1
    for i, text in enumerate(document.texts):
        number = document.posts[i] if document.posts else 0
        if (document.verdicts and document.verdicts[i]) or i in out or post not in (None, number):
            continue
        if document.article and number and post is None:
            continue
        if headers and number != head:
            head = number
            info = document.heads[number]
            pieces.append("\n\n" + "\n".join(line for line in (info.author, info.date_text) if line) + "\n")
        pieces.append(_GAPS[document.breaks[i]] + text)
    return "".join(pieces).strip()


def mine(profiles: ProfileSet, *, headers: bool) -> Callable[[GoldPage], str]:
    return lambda page: document_text(read_html(page.html, url=page.url, profiles=profiles), headers=headers)


def cleaned(*, headers: bool, with_profiles: bool) -> Callable[[GoldPage], str]:
    import forumclean

    off = [] if with_profiles else [f"profile:{profile.name}" for profile in ProfileSet.shipped()]
    cleaner = forumclean.Cleaner({"disable": off} if off else None)
    return lambda page: cleaner.clean(page.html, url=page.url).to_text(headers=headers)


def trafilatura(page: GoldPage) -> str:
    from trafilatura import extract

    return extract(page.html, include_comments=True, favor_recall=False, url=page.url) or ""


def resiliparse(page: GoldPage) -> str:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    text = bytes_to_str(page.html, detect_encoding(page.html))
    return str(extract_plain_text(text, main_content=True, comments=True, alt_texts=False))


def bare_parse(page: GoldPage) -> str:
    etree.fromstring(page.html, etree.HTMLParser())
    return ""


def run(pages: Sequence[GoldPage], extract: Callable[[GoldPage], str]) -> tuple[dict[str, float], float]:
    """F1 of each page, and seconds for all of them, best of two rounds."""
    best = float("inf")
    for _ in range(2):
        start = time.perf_counter()
        texts = [extract(page) for page in pages]
        best = min(best, time.perf_counter() - start)
    return {page.id: f1(words(text), words(page.text)) for page, text in zip(pages, texts, strict=True)}, best


def report_wcxb(console: Console, kind: str, systems: dict[str, Callable[[GoldPage], str]], worst: int) -> None:
    """Table of word F1 and time over one WCXB type."""
    pages = wcxb(kind)
    _, base = run(pages, bare_parse)
    table = Table(
        title=f"WCXB dev, {kind}: {len(pages)} pages, bare lxml parse {base * 1000 / len(pages):.2f} ms a page"
    )
    for column in ("system", "word F1", "F1 of pages with text", "ms a page", "x bare parse"):
        table.add_column(column)
    scores: dict[str, dict[str, float]] = {}
    for name, extract in systems.items():
        scores[name], seconds = run(pages, extract)
        held = [score for page, score in scores[name].items() if kind != "forum" or page not in EMPTY]
        ms = seconds * 1000 / len(pages)
        table.add_row(
            name, f"{fmean(scores[name].values()):.4f}", f"{fmean(held):.4f}", f"{ms:.2f}", f"{seconds / base:.2f}"
        )
    console.print(table)
    first = next(iter(scores.values()))
    bad = sorted(first, key=first.__getitem__)[:worst]
    console.print("worst:", ", ".join(f"{page} {first[page]:.3f}" for page in bad))


def same_user(gold: str, author: str | None, url: str | None) -> bool:
    """The gold names the author by name or by the link to the profile."""
    gold = gold.strip().lower()
    return gold.lstrip("+") == (author or "").lower().lstrip("+") or (
        bool(url) and (gold in url.lower() or gold.split("?")[-1].split("#")[0] in url.lower())
    )


def same_date(gold: str, head: Any) -> bool:
    """Compare with the gold, which has the date as printed: the same words, or within ours, or the same day."""
    plain, printed = _WORD.findall(gold.lower()), _WORD.findall((head.date_text or "").lower())
    if plain and (plain == printed[: len(plain)] or " ".join(plain) in " ".join(printed) or set(printed) == set(plain)):
        return True
    reading = read_date(gold)
    moment = reading and reading.moment
    return bool(moment and head.date and moment.date() == head.date.date())


def report_threads(console: Console, profiles: ProfileSet, worst: int) -> None:
    """Table of posts found, authors and dates over WEB-FORUM-52."""
    totals: Counter[str] = Counter()
    rows = []
    for page in threads():
        document = read_html(page["html"], url=page["url"], profiles=profiles)
        counts, text_f1 = match_posts(document, page["gold_standard_annotation"])
        totals.update(counts)
        rows.append((text_f1, page["name"], document.engine, counts))
    found, gold, hit = totals["found"], totals["gold"], totals["hit"]
    table = Table(title=f"WEB-FORUM-52 dev: {len(rows)} pages, {gold} posts")
    for name in ("posts P", "posts R", "author", "date", "word F1"):
        table.add_column(name)
    values = (hit / max(found, 1), hit / gold, totals["author"] / max(hit, 1), totals["date"] / max(hit, 1))
    table.add_row(*(f"{value:.4f}" for value in values), f"{fmean(row[0] for row in rows):.4f}")
    console.print(table)
    key = lambda row: (row[3]["hit"] * 2 / (row[3]["found"] + row[3]["gold"]), row[3]["author"] + row[3]["date"])  # noqa: E731
    for score, name, engine, counts in sorted(rows, key=key)[:worst]:
        console.print(f"  {score:.3f} {name[:70]} {engine} {dict(counts)}")


def match_posts(document: Document, gold: Sequence[dict[str, Any]]) -> tuple[Counter[str], float]:
    """Pair gold posts with found ones of a token F1 of .9 or more, in order; and word F1 of the page."""
    truth = [words(post["post_text"]["surface_form"]) for post in gold]
    found = [words(document_text(document, quotes="keep", post=n)) for n in range(len(document.heads))]
    counts: Counter[str] = Counter(gold=sum(1 for t in truth if t), found=sum(1 for f in found if f), hit=0)
    free = {n for n, text in enumerate(found) if text}
    for post, text in zip(gold, truth, strict=True):
        best = max(free, key=lambda n: f1(found[n], text), default=None)
        if not text or best is None or f1(found[best], text) < 0.9:
            continue
        free.discard(best)
        head = document.heads[best]
        counts["hit"] += 1
        counts["author"] += same_user(post["user"]["surface_form"], head.author, head.author_url)
        counts["date"] += same_date(post["datetime"]["surface_form"], head)
    return counts, f1(_total(found), _total(truth))


def _total(counts: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return total


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=("forum", "article", "threads", "all"), default="all")
    parser.add_argument("--no-profiles", action="store_true")
    parser.add_argument("--reader", action="store_true", help="the reader alone, without rules and scorer")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--worst", type=int, default=12)
    args = parser.parse_args()
    console = Console(width=140)
    profiles = ProfileSet() if args.no_profiles else ProfileSet.shipped()
    systems: dict[str, Callable[[GoldPage], str]] = {
        "forumclean reader": mine(profiles, headers=False),
        "forumclean reader, headers": mine(profiles, headers=True),
    }
    if not args.reader:
        systems["forumclean"] = cleaned(headers=False, with_profiles=not args.no_profiles)
        systems["forumclean, headers"] = cleaned(headers=True, with_profiles=not args.no_profiles)
    if not args.no_peers:
        systems |= {"trafilatura": trafilatura, "resiliparse": resiliparse}
    for kind in ("forum", "article"):
        if args.set in (kind, "all"):
            report_wcxb(console, kind, systems, args.worst)
    if args.set in ("threads", "all"):
        report_threads(console, profiles, args.worst)


if __name__ == "__main__":
    main()
