"""A result as HTML: the source, kept text plain and removed text tinted by kind; a reason opens where it is asked for.

All of it is elements and a style sheet: filters are check boxes that the style looks at, reasons are ``details``. So it
can be read, filtered and walked through by keys without a script.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from forumclean.outcome.forms.guide import Guide
from forumclean.outcome.forms.safe import safe
from forumclean.outcome.forms.sheet import Sheet, Tally, words_in
from forumclean.values.model import Kind, Label, Paragraph

__all__ = [
    "filters_html",
    "fragment",
    "head_html",
    "numbers_of",
    "piece_html",
    "pieces_html",
    "style_of",
    "totals_html",
]


def fragment(sheet: Sheet) -> str:
    """Return a sheet as one element with its style, for a page of somebody else such as a notebook.

    >>> "<script" in fragment(Sheet("<script>", ()))
    False
    """
    tally = Tally().add(sheet.paragraphs)
    numbers = numbers_of(tally)
    guide = Guide()
    body = [
        f'<div class="fc"><style>{style_of(numbers)}</style>', head_html(sheet), filters_html(tally, numbers, guide),
        f'<div class="posts">{"".join(pieces_html(sheet, numbers, guide))}</div></div>',
    ]  # fmt: skip
    return "".join(body)


def numbers_of(tally: Tally) -> dict[str, int]:
    """Number the reasons: class names are made of numbers, because a reason may hold anything."""
    return {reason: number for number, reason in enumerate(dict.fromkeys(reason for reason, _ in tally.counts))}


def style_of(numbers: Mapping[str, int]) -> str:
    """Return the style sheet, with a filter for each kind and each numbered reason."""
    names = [f"k-{kind.value}" for kind in Kind] + [f"r{number}" for number in numbers.values()]
    # The check boxes stand before the posts, so that a browser looks through them alone.
    filters = (f".fc .filters:has(.f-{name}:not(:checked))~.posts .{name}{{display:none}}" for name in names)
    return "\n".join([_sheet(), *filters, ""])


@cache
def _sheet() -> str:
    return (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


def head_html(sheet: Sheet) -> str:
    """Return the title, what was counted, and the warnings."""
    kept, removed = words_in(sheet)
    title = f'<p class="said">Title: <bdi>{safe(sheet.title)}</bdi></p>' if sheet.title else ""
    counts = f"{_number(kept)} words kept, {_number(removed)} removed"
    mark = " · <strong>suspicious: look at it</strong>" if sheet.suspicious else ""
    said = f'<p class="said">{counts} · ruleset <code>{safe(sheet.ruleset)}</code>{mark}</p>'
    return title + said + "".join(f'<p class="warning"><bdi>{safe(warning)}</bdi></p>' for warning in sheet.warnings)


def filters_html(
    tally: Tally, numbers: Mapping[str, int], guide: Guide, *, compared: bool = False
) -> str:  # fmt: skip
    """Return the totals by kind and by reason; each is a check box that shows or hides what it counts.

    Args:
        tally: what was counted.
        numbers: of the reasons.
        guide: what reasons mean.
        compared: whether two results stand side by side, so that a reader may want the differences alone.
    """
    kinds: dict[Kind, int] = {}
    for (_, kind), count in tally.counts.items():
        kinds[kind] = kinds.get(kind, 0) + count.words
    boxes = [_box("text", "kept text", "")]
    boxes += [_box("same", "what is the same", "")] if compared else []
    boxes += [
        _box(f"f-k-{kind.value}", f"{kind.value} ({_number(words)})", f' class="tint k-{kind.value}"')
        for kind, words in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    ]
    shown = f'<fieldset class="kinds"><legend>Show (words removed)</legend>{"".join(boxes)}</fieldset>'
    table = totals_html(tally, numbers, guide) if tally.counts else ""
    return (
        f'<div class="filters">{shown}'
        + (f"<details><summary>Removed, by reason</summary>{table}</details>" if table else "")
        + "</div>"
    )


def totals_html(tally: Tally, numbers: Mapping[str, int], guide: Guide, *, boxes: bool = True) -> str:
    """Return a table of what was removed for each reason; ``boxes``: with a check box that shows or hides it."""
    rows = "".join(
        _row(reason, kind, (count.pieces, count.words), numbers[reason] if boxes else None, guide)
        for (reason, kind), count in sorted(tally.counts.items(), key=lambda item: (-item[1].words, item[0]))
    )
    return (
        '<div class="wide"><table><thead><tr><th scope="col">reason</th><th scope="col">kind</th>'
        '<th scope="col" class="n">pieces</th><th scope="col" class="n">words</th><th scope="col">why</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _box(name: str, said: str, attributes: str) -> str:
    return f'<label{attributes}><input type="checkbox" class="{name}" checked>{said}</label>'


def _row(reason: str, kind: Kind, counts: tuple[int, int], number: int | None, guide: Guide) -> str:
    name = f"<code><bdi>{safe(reason)}</bdi></code>"
    name = name if number is None else _box(f"f-r{number}", name, "")
    cells = "".join(f'<td class="n">{_number(count)}</td>' for count in counts)
    return f'<tr><td>{name}</td><td class="k">{kind.value}</td>{cells}<td>{guide.why(reason)}</td></tr>'


def pieces_html(sheet: Sheet, numbers: Mapping[str, int], guide: Guide) -> Iterator[str]:
    """Yield the source piece by piece; pieces of one line stand on one line."""
    for line in _lines(sheet):
        pieces = [piece_html(paragraph, numbers, guide, gap=gap) for paragraph, gap in line]
        yield pieces[0] if len(pieces) == 1 else f'<div class="line">{" ".join(pieces)}</div>'
        yield "\n"


def _lines(sheet: Sheet) -> Iterator[list[tuple[Paragraph, bool]]]:
    """Paragraphs that share a line of the source, each with whether a blank line stands before it."""
    line: list[tuple[Paragraph, bool]] = []
    end = 0
    for paragraph in sheet.paragraphs:
        breaks = sheet.source[end : paragraph.start].count("\n")
        if line and breaks:
            yield line
            line = []
        line.append((paragraph, end > 0 and breaks > 1))
        end = paragraph.end
    if line:
        yield line


def piece_html(paragraph: Paragraph, numbers: Mapping[str, int], guide: Guide, *, gap: bool = False) -> str:
    """Return one paragraph: plain where nothing is to be said of it, else with what is said on hover, tap and key."""
    kind, score, text = paragraph.kind.value, f"score {paragraph.score:.2f}", safe(paragraph.text)
    is_body = paragraph.label is Label.BODY
    space = " gap" if gap else ""
    if is_body and not paragraph.reason:
        return f'<p class="kept{space}" dir="auto" title="kept: {kind}, {score}">{text}</p>'
    look = "keep kept" if is_body else f"tint k-{kind} r{numbers.get(paragraph.reason, 'x')}"
    verdict = "kept" if is_body else "removed"
    hover = f"{verdict}: {kind}, {safe(paragraph.reason)}, {score}"
    return (
        f'<details class="x {look}{space}"><summary dir="auto" title="{hover}"><span class="t">{text}</span>'
        f'<span class="badge">{verdict}: {kind}</span></summary><p class="why"><code><bdi>'
        f"{safe(paragraph.reason)}</bdi></code> · {_home(paragraph.reason)}{kind} · {score}<br>"
        f"{guide.why(paragraph.reason)}</p></details>"
    )


def _home(reason: str) -> str:
    """The pack or profile that a reason stands in."""
    home, slash, _ = reason.removeprefix("profile:").partition("/")
    name = "profile" if reason.startswith("profile:") else "pack"
    return f"{name} <bdi>{safe(home)}</bdi> · " if slash else ""


def _number(count: int) -> str:
    return f"{count:,}"
