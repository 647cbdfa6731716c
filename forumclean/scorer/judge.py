"""Judge: rules are evidence, some of it decisive; the model weighs it all, and every block is settled."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import partial

import numpy as np
from numpy.typing import NDArray

from forumclean.scorer.decode import smoothed
from forumclean.scorer.features import Evidence, features
from forumclean.scorer.model import Model
from forumclean.scorer.tables import is_learnt
from forumclean.scorer.title import LONG_LINE, find_title, first_prose
from forumclean.values.document import Document
from forumclean.values.marks import Marks
from forumclean.values.model import Kind
from forumclean.values.verdicts import Grounds, Known, Verdicts

__all__ = ["THRESHOLDS", "Preset", "evidence_of", "judge"]


class Preset(StrEnum):
    """How much doubt keeps a line: ``precision`` gives the cleanest text, ``recall`` loses the least of the article."""

    PRECISION = "precision"
    BALANCED = "balanced"
    RECALL = "recall"


# Weight from which a hint is as good as a drop in showing that there is a frame.
_SURE = 5.0
# Kinds of hint that say what a headline never is.
_CARD = (Kind.USER_INFO, Kind.POST_META)
# A sentence: one of these at the end, and so many blanks at least, or characters in scripts that set no blanks; it is
# kept at this share of the threshold.
_STOPS, _WIDE_STOPS = '.!?…"”»।۔؟', "。！？」』"
_SENTENCE, _WIDE_SENTENCE, _SENTENCE_SHARE = 9, 15, 0.5
# So many lines that rules drop make a page; in less than one, a few words with a stop are a sentence, unless a rule
# speaks against them.
_PAGE, _FEW_WORDS, _FEW_WIDE = 3, 3, 6
# In a document where nothing looks like body, what comes near the best block is kept.
_NEAR_BEST = 0.6
# P(body) below which a block is noise: points on the curve that `benchmarks/quality.py --curve` prints.
THRESHOLDS = {Preset.PRECISION: 0.7, Preset.BALANCED: 0.4, Preset.RECALL: 0.15}


def evidence_of(marks: Marks, size: int) -> Evidence:
    """Put the marks of a document into the columns that the model reads."""
    evidence = Evidence(size)
    for block, hints in marks.hints.items():
        evidence.hint(block, hints.strongest.kind, hints.weight)
    for block, mark in marks.drops.items():
        evidence.drop(block, mark.kind)
    for block in marks.keeps:
        evidence.keep(block)
    if marks.readings:
        evidence.read(marks.readings, marks.named)
    return evidence


def judge(document: Document, marks: Marks, model: Model, preset: Preset) -> Verdicts:
    """Settle the label of every block.

    A rule that keeps a block wins over everything, then what the reader knows (a signature that the markup names), then
    a rule that drops it, then the score.

    Do no harm: where no rule is sure of any chrome, no score alone removes a line. Nor does it in a page, where markup
    has told the posts from the frame. Then nobody needs the scores, unless he asks for paragraphs.
    """
    scores: list[float] | None = None
    labels = [True] * len(document.lines)
    if document.verdicts is None and _has_frame(marks):
        scores = _scores(document, marks, model)
        labels = _by_scores(document.lines, np.array(scores), marks, preset)
    for block in marks.drops:
        labels[block] = False
    for block, reason in enumerate(document.verdicts or ()):
        if reason:
            labels[block] = False
    for block in marks.keeps:
        labels[block] = True
    title, detached = None, False
    if document.title is None and document.posts is None:
        title = find_title(document.lines, labels, partial(_is_marked, marks))
    if title is not None:
        detached = not all(labels[title : first_prose(document.lines, labels, title)])
        labels[title] = True
    cuts = {block: tuple(cuts) for block, cuts in marks.cuts.items() if labels[block]}
    lazy_scores = partial(_scores, document, marks, model) if scores is None else Known(scores)
    return Verdicts(labels, cuts, title, detached, partial(_grounds, document, marks, labels, title), lazy_scores)


def _is_marked(marks: Marks, block: int) -> bool:
    """Tell whether a rule drops a block, or takes it for a name, a date or the like."""
    if block in marks.drops:
        return True
    return block in marks.hints and any(mark.kind in _CARD for mark in marks.hints[block].marks)


def _grounds(document: Document, marks: Marks, labels: list[bool], title: int | None) -> Grounds:
    """Name what decided on each block, and its kind where the reader or a rule knows it."""
    reasons: dict[int, str] = {}
    kinds = {block: kind for block, kind in enumerate(document.kinds or ()) if kind is not None}
    for block, mark in marks.drops.items():
        reasons[block], kinds[block] = mark.rule, mark.kind
    for block, reason in enumerate(document.verdicts or ()):
        if reason:
            reasons[block] = reason
            kinds.setdefault(block, Kind.OTHER)
    for block, mark in marks.keeps.items():
        reasons[block] = mark.rule
        kinds.pop(block, None)
    for block, is_body in enumerate(labels):
        if not is_body and block not in reasons:
            reasons[block], kinds[block] = _by_score(marks, block)
    if title is not None:
        kinds[title] = Kind.TITLE
        reasons.pop(title, None)
    return Grounds(reasons, kinds)


def _by_score(marks: Marks, block: int) -> tuple[str, Kind]:
    """The reason and kind of a block that the score removed: the strongest hint is named when there was one."""
    hints = marks.hints.get(block)
    if hints is None or hints.strongest.weight <= 0:
        return "score", Kind.OTHER
    return hints.strongest.rule, hints.strongest.kind


def _by_scores(lines: Sequence[str], scores: NDArray[np.float64], marks: Marks, preset: Preset) -> list[bool]:
    """Tell which blocks the score keeps.

    Somebody posted something, so the best block is never below the threshold. A whole sentence must look much more like
    chrome than a few words before it goes; in a language that the model has not learnt, none goes. In a post with a
    line or two of chrome no prose goes at all.
    """
    free = np.ones(len(scores), dtype=bool)
    free[list(marks.drops)] = False
    best = float(scores[free].max()) if free.any() else 1.0
    threshold = THRESHOLDS[preset] if best >= THRESHOLDS[preset] else best * _NEAR_BEST
    is_body = scores >= threshold
    kept: list[bool] = is_body.tolist()
    is_page = len(marks.drops) >= _PAGE
    for block in np.flatnonzero(~is_body).tolist():
        line = lines[block]
        if not is_page:
            sizes = (_SENTENCE, _WIDE_SENTENCE) if block in marks.hints else (_FEW_WORDS, _FEW_WIDE)
            kept[block] = _is_sentence(line, *sizes) or len(line) >= LONG_LINE
        elif _is_sentence(line, _SENTENCE, _WIDE_SENTENCE):
            kept[block] = bool(scores[block] >= threshold * _SENTENCE_SHARE) or not is_learnt(line)
    return kept


def _is_sentence(line: str, blanks: int, chars: int) -> bool:
    stop = line[-1:]
    return (stop in _STOPS and line.count(" ") >= blanks) or (stop in _WIDE_STOPS and len(line) >= chars)


def _has_frame(marks: Marks) -> bool:
    """Tell whether rules are sure of some chrome: one that drops a block, or a hint as strong as a hint can be."""
    return bool(marks.drops) or any(hints.strongest.weight >= _SURE for hints in marks.hints.values())


def _scores(document: Document, marks: Marks, model: Model) -> list[float]:
    """P(body) of each block."""
    if not document.lines:
        return []
    odds = model.log_odds(features(document, evidence_of(marks, len(document.lines))))
    for block, hints in marks.hints.items():
        # Hints for the body are a user's own and too rare to be learnt, so they count as the log-odds they name.
        if hints.weight < 0:
            odds[block] -= hints.weight
    odds = smoothed(odds)
    # Four decimals: the last digits of an exponential differ between machines.
    probability: list[float] = np.round(1.0 / (1.0 + np.exp(-np.clip(odds, -30, 30))), 4).tolist()
    return probability
