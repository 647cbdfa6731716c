"""Pages: one page of all inputs, or an index and pages of some hundred inputs each, most doubtful first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from forumclean.outcome.forms.html import filters_html, style_of, totals_html
from forumclean.outcome.forms.safe import safe
from forumclean.outcome.forms.sheet import Tally
from forumclean.report.gather import RULES, Gathered, Row
from forumclean.report.plot import BINS, histogram
from forumclean.report.rules import rules_html
from forumclean.report.shell import page

__all__ = ["MOST", "folder_pages", "one_page"]

# Inputs that a page shows, and rows of the index of a folder.
MOST = 200
_BACK = '<a href="index.html">Index</a>'
_ABOUT = (
    '<p class="said">Kept text is plain, removed text is tinted by kind. Open a tinted line for the reason. '
    "Words in doubt: those that the score expects on the wrong side.</p>"
)


def one_page(gathered: Gathered) -> Iterator[str]:
    """Yield all inputs as one page, in pieces; an index and plots where there is more than one."""
    rows = gathered.sorted_rows()
    title = f"forumclean: {rows[0].name}" if len(rows) == 1 else f"forumclean: {len(rows):,} posts"
    many = [*_overview(gathered), _index(rows, "", gathered.compared)] if len(rows) > 1 else []
    body = ["<h1>What went, and why</h1>", _ABOUT, *many, *_posts(gathered, rows), *_rules(gathered)]
    return page(title, style_of(gathered.numbers), body)


def folder_pages(gathered: Gathered) -> Iterator[tuple[str, Iterator[str]]]:
    """Yield name and pieces of each page of a folder; the index comes last, so that it leads to what is there.

    A page holds the `MOST` inputs that are most doubtful, the next one those that follow.
    """
    rows = gathered.sorted_rows()
    style = style_of(gathered.numbers)
    groups = [rows[at : at + MOST] for at in range(0, len(rows), MOST)]
    names = [f"page-{number:04d}.html" for number in range(1, len(groups) + 1)]
    for at, (name, group) in enumerate(zip(names, groups, strict=True)):
        above, below = _ways(names, at, "above"), _ways(names, at, "below")
        head = [above, f"<h1>Page {at + 1} of {len(names)}</h1>", _ABOUT, _index(group, "", gathered.compared)]
        yield name, page(f"forumclean: page {at + 1}", style, (*head, *_posts(gathered, group), below))
    rules = ["<h1>What each rule says of itself</h1>", *_rules(gathered)]
    yield RULES, page("forumclean: rules", style, (f'<nav aria-label="Pages">{_BACK}</nav>', *rules))
    yield "index.html", page(f"forumclean: {len(rows):,} posts", style, _front(gathered, names, groups))


def _front(gathered: Gathered, names: Sequence[str], groups: Sequence[Sequence[Row]]) -> Iterator[str]:
    yield from ("<h1>What went, and why</h1>", _ABOUT, *_overview(gathered))
    totals = totals_html(gathered.tally, gathered.numbers, gathered.guide, boxes=False)
    yield f"<details><summary>Removed, by reason</summary>{totals}</details>"
    yield "<h2>All pages, most doubtful first</h2><ul>"
    for number, (name, group) in enumerate(zip(names, groups, strict=True)):
        first = number * MOST + 1
        yield f'<li><a href="{name}">{first:,} to {first + len(group) - 1:,}</a>: at most '
        yield f"{group[0].doubt:.1f} words in doubt, {sum(row.suspicious for row in group):,} suspicious</li>\n"
    yield "</ul><h2>The most doubtful</h2>"
    if groups:
        yield _index(groups[0], names[0], gathered.compared)


def _rules(gathered: Gathered) -> Iterator[str]:
    return rules_html(frozenset().union(*(row.rules for row in gathered.rows)), gathered.rules)


def _ways(names: Sequence[str], at: int, where: str) -> str:
    ways = [_BACK]
    ways += [f'<a href="{names[at - 1]}" rel="prev">more doubtful</a>'] if at else []
    ways += [f'<a href="{names[at + 1]}" rel="next">less doubtful</a>'] if at + 1 < len(names) else []
    return f'<nav aria-label="Pages, {where}">{" · ".join(ways)}</nav>'


def _overview(gathered: Gathered) -> Iterator[str]:
    kept, removed = sum(row.kept for row in gathered.rows), sum(row.removed for row in gathered.rows)
    suspicious = sum(row.suspicious for row in gathered.rows)
    yield f'<p class="said">{len(gathered.rows):,} posts: {kept:,} words kept, {removed:,} removed, '
    yield f"{suspicious:,} suspicious.</p>"
    shares = [0] * BINS
    for row in gathered.rows:
        shares[min(BINS - 1, int(_share(row) * BINS))] += 1
    scores = [(name, counts) for name, counts in gathered.scores.items()]
    yield '<div class="plots">'
    yield histogram("Lines by score", scores)
    yield histogram("Posts by share of their words that was kept", [("body", shares)])
    yield "</div>"


def _share(row: Row) -> float:
    return row.kept / (row.kept + row.removed) if row.kept + row.removed else 1.0


def _index(rows: Iterable[Row], target: str, compared: bool) -> str:
    heads = ["words kept", "removed", "in doubt", *(["lines that differ"] if compared else [])]
    head = "".join(f'<th scope="col" class="n">{name}</th>' for name in heads)
    body = "".join(
        f'<tr><td><a href="{target}#p{row.number}"><bdi>{safe(row.name)}</bdi></a>{_mark(row)}</td>'
        f'<td class="n">{row.kept:,}</td><td class="n">{row.removed:,}</td><td class="n">{row.doubt:.1f}</td>'
        + (f'<td class="n">{row.differs:,}</td>' if compared else "")
        + f'<td><meter min="0" max="1" value="{_share(row):.3f}" aria-label="share of words kept"></meter></td></tr>\n'
        for row in rows
    )
    return (
        f'<div class="wide"><table><thead><tr><th scope="col">post</th>{head}<th scope="col">share kept</th></tr>'
        f"</thead><tbody>\n{body}</tbody></table></div>"
    )


def _mark(row: Row) -> str:
    return " <strong>suspicious</strong>" if row.suspicious else ""


def _posts(gathered: Gathered, rows: Sequence[Row]) -> Iterator[str]:
    tally = Tally()
    for row in rows:
        tally.join(row.tally)
    yield filters_html(tally, gathered.numbers, gathered.guide, compared=gathered.compared)
    yield '<div class="posts">'
    for row in rows:
        yield gathered.html_of(row)
    yield "</div>"
