"""Judge: rules are evidence, some of it decisive; the model weighs it all, and every block is settled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import partial

import numpy as np
from numpy.typing import NDArray

from forumclean.scorer.decode import smoothed
from forumclean.scorer.features import Evidence, features
from forumclean.scorer.frame import with_frame
from forumclean.scorer.insets import insets
from forumclean.scorer.model import Model
from forumclean.scorer.stack import Stack
from forumclean.scorer.title import find_title, first_prose
from forumclean.values.document import Document
from forumclean.values.marks import Marks
from forumclean.values.model import Kind
from forumclean.values.sentence import is_sentence
from forumclean.values.verdicts import Grounds, Known, Verdicts

__all__ = ["THRESHOLDS", "Preset", "dropped", "evidence_of", "judge"]


class Preset(StrEnum):
    """How much doubt keeps a line: ``precision`` gives the cleanest text, ``recall`` loses the least of the article."""

    PRECISION = "precision"
    BALANCED = "balanced"
    RECALL = "recall"


# Kinds of hint that say what a headline never is.
_CARD = (Kind.USER_INFO, Kind.POST_META)
# Kinds of line that stand around a mail, how many of them make a frame, and how strong a hint at one must be.
_OF_FRAME = (Kind.USER_INFO, Kind.POST_META, Kind.CONTROL, Kind.NAVIGATION, Kind.FOOTER, Kind.REACTION)
_FRAME_LINES, _STRONG_HINT = 2, 3.0
# At these shares of the threshold is kept: a sentence, one with body on both sides, and one of so few lines that would
# go where no rule drops any: headings, entries of a list.
_SENTENCE, _INSIDE, _ONE_OF_FEW, _FEW = 0.5, 0.15, 0.25, 3
# In a document where nothing looks like body, what comes near the best block is kept.
_NEAR_BEST = 0.6
# P(body) below which a block is noise: points on the curve that `benchmarks/dumps.py --curve` prints.
THRESHOLDS = {Preset.PRECISION: 0.85, Preset.BALANCED: 0.4, Preset.RECALL: 0.15}


def evidence_of(marked: Sequence[Marks], stack: Stack) -> Evidence:
    """Put the marks of stacked documents into the columns that the model reads."""
    evidence = Evidence(len(stack.lines))
    for marks, start in zip(marked, stack.starts.tolist(), strict=True):
        for block, hints in marks.hints.items():
            evidence.hint(start + block, hints.strongest.kind, hints.weight)
        for block, mark in marks.drops.items():
            evidence.drop(start + block, mark.kind)
        for block in marks.keeps:
            evidence.keep(start + block)
        evidence.name(start + block for block in marks.named)
    evidence.read([reading for marks in marked for reading in marks.readings])
    return evidence


def judge(
    documents: Sequence[Document], marked: Sequence[Marks], shipped: Sequence[Marks], model: Model, preset: Preset
) -> list[Verdicts]:
    """Settle the label of every block of some documents, each for itself.

    A rule that keeps a block wins over everything, then what the reader knows (a signature that the markup names), then
    a rule that drops it, then the score. In a page, where markup has told the posts from the frame, no score removes a
    line, and nobody needs the scores unless he asks for paragraphs.

    Args:
        documents: what is judged.
        marked: what all rules say of each.
        shipped: what the shipped rules say of it, which is what the model has learnt from; so a rule of a user changes
            what it speaks of, and nothing else.
        model: the trees.
        preset: how much doubt keeps a line.
    """
    by_score = [i for i, document in enumerate(documents) if _has_frame(document, marked[i])]
    texts = [documents[i] for i in by_score]
    scores = _scores(texts, [marked[i] for i in by_score], [shipped[i] for i in by_score], model)
    known = dict(zip(by_score, scores, strict=True))
    return [
        _settled(document, marks, by_shipped, model, known.get(i), preset)
        for i, (document, marks, by_shipped) in enumerate(zip(documents, marked, shipped, strict=True))
    ]


def _settled(
    document: Document, marks: Marks, shipped: Marks, model: Model, scores: list[float] | None, preset: Preset
) -> Verdicts:
    labels = [True] * len(document.lines)
    if scores is not None:
        labels = _by_scores(document.lines, scores, marks, THRESHOLDS[preset])
    for block, is_said in enumerate(document.said or ()):
        labels[block] |= is_said
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
    lazy_scores = partial(_scores_of, document, marks, shipped, model) if scores is None else Known(scores)
    return Verdicts(labels, cuts, title, detached, partial(_grounds, document, marks, labels, title), lazy_scores)


def _has_frame(document: Document, marks: Marks) -> bool:
    """Tell whether lines of a frame may stand among the blocks, so that the score has a say.

    Markup tells the posts from the frame. A line alone is the best there is, and stays whatever its score. A mail has
    no frame, unless rules know lines of one that its reader does not.
    """
    if document.links is not None or len(document.lines) == 1:
        return False
    if not document.is_alone:
        return True
    known = document.verdicts or [""] * len(document.lines)
    strong = {block: hints.strongest for block, hints in marks.hints.items() if hints.weight >= _STRONG_HINT}
    told = {**strong, **marks.drops}
    return sum(not known[block] and mark.kind in _OF_FRAME for block, mark in told.items()) >= _FRAME_LINES


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
            kinds[block] = (document.kinds[block] if document.kinds else None) or Kind.OTHER
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


def _by_scores(lines: Sequence[str], scores: Sequence[float], marks: Marks, threshold: float) -> list[bool]:
    """Tell which blocks the score keeps.

    Somebody posted something, so the best block is never below the threshold. A whole sentence must look much more like
    chrome than a few words before it goes, more so in the midst of body; so must the few that would go where no rule is
    sure. A list or a table in the midst of a post stays whole.
    """
    is_body = _above(scores, threshold, marks)
    if not any(is_body):
        best = max((score for block, score in enumerate(scores) if block not in marks.drops), default=1.0)
        threshold = max(best * _NEAR_BEST, min(best, THRESHOLDS[Preset.RECALL]))
        is_body = _above(scores, threshold, marks)
    doubtful = [block for block, is_kept in enumerate(is_body) if not is_kept and block not in marks.drops]
    if not doubtful:
        return is_body
    kept = is_body.copy()
    are_few = not marks.drops and len(doubtful) <= _FEW
    for block in doubtful:
        inside = 0 < block < len(kept) - 1 and is_body[block - 1] and is_body[block + 1]
        share = _ONE_OF_FEW if are_few else 1.0
        if is_sentence(lines[block]):
            share = _INSIDE if inside else _SENTENCE
        kept[block] = scores[block] >= threshold * share
    if all(kept[block] for block in doubtful):
        return kept
    for run in insets(lines, kept, marks):
        kept[run.start : run.stop] = [True] * len(run)
    return kept


def _above(scores: Sequence[float], threshold: float, marks: Marks) -> list[bool]:
    is_body = [score >= threshold for score in scores]
    for block in marks.drops:
        is_body[block] = False
    return is_body


def _scores(
    documents: Sequence[Document], marked: Sequence[Marks], shipped: Sequence[Marks], model: Model
) -> list[list[float]]:
    """P(body) of each block of each document: that it is no chrome, or that there is no frame for it to belong to."""
    filled = [i for i, document in enumerate(documents) if document.lines]
    scores: list[list[float]] = [[] for _ in documents]
    if not filled:
        return scores
    stack = Stack.of([documents[i] for i in filled])
    body = _probabilities(stack, [marked[i] for i in filled], [shipped[i] for i in filled], model)
    for i, span in zip(filled, stack.spans(), strict=True):
        scores[i] = body[span]
    return scores


def _probabilities(stack: Stack, marked: Sequence[Marks], shipped: Sequence[Marks], model: Model) -> list[float]:
    measured = features(stack, evidence_of(shipped, stack), model.lexicon)
    starts = stack.starts.tolist()
    odds = smoothed(model.log_odds(measured), measured.alike(), starts)
    is_dropped = dropped(shipped, stack)
    # A line that a rule drops belongs to a frame, whatever else there is of it.
    frame = np.where(is_dropped, 1.0, model.frame(odds, is_dropped, stack.starts)[stack.number])
    odds = with_frame(odds, frame)
    for start, marks, by_shipped in zip(starts, marked, shipped, strict=True):
        for block, weight in _own_hints(marks, by_shipped):
            # Hints of a user are too rare to be learnt, so they count as the log-odds they name.
            odds[start + block] -= weight
    # Four decimals: the last digits of an exponential differ between machines.
    body = np.interp(1.0 / (1.0 + np.exp(-np.minimum(np.maximum(odds, -30), 30))), *model.final)
    probability: list[float] = body.round(4).tolist()
    return probability


def dropped(shipped: Sequence[Marks], stack: Stack) -> NDArray[np.bool_]:
    """Tell whether a rule drops each line."""
    found = np.zeros(len(stack.lines), dtype=bool)
    for start, marks in zip(stack.starts.tolist(), shipped, strict=True):
        for block in marks.drops:
            found[start + block] = True
    return found


def _scores_of(document: Document, marks: Marks, shipped: Marks, model: Model) -> list[float]:
    whole = marks.whole
    return _scores([document], [whole], [whole if shipped is marks else shipped.whole], model)[0]


def _own_hints(marks: Marks, shipped: Marks) -> Iterator[tuple[int, float]]:
    """What the hints of a user's own rules come to, block by block."""
    if marks is shipped:
        return
    for block, hints in marks.hints.items():
        known = shipped.hints.get(block)
        if weight := hints.weight - (known.weight if known else 0.0):
            yield block, weight
