"""Decide: which of the keys that come back are chrome, which are doubtful and why, and which are neither."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from forumclean.learner.finding.counts import Counts, Place, Seen
from forumclean.learner.finding.fields import titles_behind, values_below
from forumclean.learner.finding.guards import asked_of_posters, is_code, refused
from forumclean.learner.finding.pools import pools
from forumclean.learner.finding.signatures import signed_by
from forumclean.learner.finding.together import put_in_together
from forumclean.learner.keys import Form, Key
from forumclean.values.sentence import is_sentence

__all__ = ["Finding", "Verdict", "decide", "finding_of"]

# P(body) up to which a line looks like chrome.
_CHROME = 0.4
# Where chrome stands, somebody's words stand in so few of such places, at most; and where a line is on most threads.
_PLACE, _PLACE_OF_MOST, _MOST = 0.35, 0.55, 0.8
# How often words may stand on both sides of it, where it does not look like chrome.
_ENCLOSED = 0.25
# What does not look like chrome must be on so many threads, and beside the same line so often.
_SHARE, _STEADY = 0.5, 0.5
# Neighbours, and how often one of them must be known chrome; what is on fewer threads must be beside its usual
# neighbour so often, and so seldom where words are.
_NEAR, _COMPANY, _VERY_STEADY, _FAR, _POOL = 3, 0.6, 0.75, 0.15, 0.25
# Plain lines of chrome from which a forum is said to have a frame.
_FRAME = 3
# What is always in one place, and where words never are.
_FIXED, _NEVER = 0.9, 0.1
_ENDS, _PROSE_WORDS = ".!?。！？…", 4
# P(body) from which a sentence is what somebody wrote, though others quote it: wire copy, sayings.
_BODY = 0.8
# A sentence that looks so, or of which no score is known, must stand before all posts or behind them so often; and so
# many lines that do, or that look like chrome, show that there is a frame.
_OUTSIDE, _SHOWN = 0.5, 2


class Verdict(StrEnum):
    """What becomes of a key."""

    RULE = "rule"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"
    KNOWN = "known"


@dataclass(slots=True)
class Finding:
    """A key that comes back, and what speaks for a rule.

    Attributes:
        key: the key.
        seen: where.
        example: a line of it.
        share: of all threads, on how many.
        looks: median P(body) on pages that show a frame; None where none does.
        words: how often somebody's words stand in such places; on the side where they are fewer, and the other.
        steady: how often it stands beside its usual neighbour.
        enclosed: how often they stand on both sides.
        outside: how often it stands before the first or after the last post.
        apart: how often it stands before all sentences that somebody wrote, or behind them.
        inside: on how many threads it stands inside longer lines.
        glued: on how many of them at an end of one, by itself or with others.
        values: the lines below it that are its values, where it is the label of a field.
        signed: whose signature it is, "" for nobody's.
        verdict: what becomes of it.
        reason: why.
    """

    key: Key
    seen: Seen
    example: str
    share: float
    looks: float | None
    words: tuple[float, float]
    enclosed: float
    steady: float
    outside: float
    apart: float
    inside: int
    glued: int
    values: list[Place] = field(default_factory=list)
    signed: str = ""
    verdict: Verdict = Verdict.REFUSED
    reason: str = ""

    @property
    def looks_like_chrome(self) -> bool:
        """True where the scorer takes it for chrome."""
        return self.looks is not None and self.looks <= _CHROME

    @property
    def is_prose(self) -> bool:
        """True for a sentence."""
        return is_sentence(self.example) or (self.example[-1] in _ENDS and len(self.example.split()) >= _PROSE_WORDS)

    @property
    def is_label(self) -> bool:
        """True for the label of a field."""
        return self.key.form is Form.FIELD or ":" in self.key.text or bool(self.values)


def decide(counts: Counts) -> list[Finding]:
    """Judge every key that comes back, in the order of the keys."""
    findings = {key: finding_of(counts, key, seen) for key, seen in sorted(counts.back.items())}
    folded = {number: frozenset(page.keys) for number, page in enumerate(counts.pages)}
    open_ones = []
    together = put_in_together(counts)
    for key, finding in findings.items():
        if all(line in counts.pages[page].sure for page, line in finding.seen.at):
            finding.verdict, finding.reason = Verdict.KNOWN, "the shipped rules drop it"
        elif why := refused(key):
            finding.reason = why
        elif why := asked_of_posters(key, finding.example):
            finding.verdict, finding.reason = Verdict.DOUBTFUL, why
        elif titles_behind(counts, key, finding.seen, folded):
            finding.reason = "the title of the page stands behind it"
        elif key in together and not (finding.looks_like_chrome and not finding.is_label):
            finding.verdict, finding.reason = (
                Verdict.DOUBTFUL,
                "it comes with the same lines, in some of the posts only",
            )
        else:
            finding.values = values_below(counts, key, finding.seen)
            open_ones.append(finding)
    for finding in open_ones:
        _judge_alone(finding)
    _judge_by_company(counts, findings, open_ones)
    _judge_pools(counts, findings, open_ones)
    if not _has_frame(findings.values()):
        _doubt(open_ones)
    for finding in open_ones:
        if author := signed_by(counts, finding.key, finding.seen):
            finding.signed, finding.verdict, finding.reason = author, Verdict.RULE, ""
    return list(findings.values())


def finding_of(counts: Counts, key: Key, seen: Seen) -> Finding:
    """Return what speaks for a key, without a verdict."""
    page, line = min(seen.at, key=lambda at: counts.pages[at[0]].lines[at[1]])
    outside, apart = (
        sum(not inner[number][0] < at < inner[number][1] for number, at in seen.at) / len(seen.at)
        for inner in (counts.inner, counts.inner_sentences)
    )
    return Finding(
        key=key,
        seen=seen,
        example=counts.pages[page].lines[line],
        share=counts.share(seen),
        looks=counts.looks(seen.at),
        words=counts.among_words(seen),
        enclosed=counts.enclosed(seen),
        steady=counts.steadiness(seen),
        outside=outside,
        apart=apart,
        inside=len({counts.thread_of[number] for number, at in seen.at if at in counts.pages[number].parts}),
        glued=len({counts.thread_of[number] for number, at in seen.at if at in counts.pages[number].glued}),
    )


def _judge_alone(finding: Finding) -> None:
    """By its looks, its place and how often it comes back."""
    in_place = finding.words[0] <= _most_words(finding)
    if finding.looks_like_chrome:
        finding.verdict = Verdict.RULE if in_place else Verdict.DOUBTFUL
        finding.reason = "" if in_place else "it looks like chrome, but stands where people write"
    elif in_place and finding.share >= _SHARE and not is_code(finding.key):
        is_steady = finding.steady >= _STEADY or finding.glued >= _STEADY * len(finding.seen.threads)
        is_plain = not (finding.is_prose or finding.is_label) and is_steady
        finding.verdict = Verdict.RULE if is_plain else Verdict.DOUBTFUL
        finding.reason = "" if is_plain else "it stands where chrome stands, but does not look like it"


def _most_words(finding: Finding) -> float:
    """How often words may stand in such places: more often for what is on most threads, or looks like chrome.

    But a chorus is on all pages of songs, with verses on both sides.
    """
    is_fixed = finding.looks_like_chrome and finding.share >= _SHARE and finding.steady >= _FIXED
    is_on_most = finding.share >= _MOST and finding.enclosed <= _ENCLOSED
    return _PLACE_OF_MOST if is_on_most or is_fixed else _PLACE


def _judge_by_company(counts: Counts, findings: dict[Key, Finding], open_ones: Sequence[Finding]) -> None:
    """What stands among lines that are chrome, and not among words, is chrome as well: ranks, adverts, fields.

    Labels and sentences are no company at first: a form that posters fill in has as many of them as a user card. But
    a card has a rank or the like among its labels.
    """
    chrome = {key for key, finding in findings.items() if finding.verdict in (Verdict.RULE, Verdict.KNOWN)}
    anchors = {key for key in chrome if not (findings[key].is_prose or findings[key].is_label)}
    left = [one for one in open_ones if one.verdict is not Verdict.RULE and _may_join(one)]
    if len(anchors) >= _FRAME:
        labels = {one.key for one in left if one.is_label and one.share >= _SHARE}
        plain = [one for one in left if not (one.is_label or one.is_prose)]
        anchors.update(one.key for one in plain if _company(counts, labels, one) >= _COMPANY)
    while left:
        joined = [one for one in left if _company(counts, anchors, one) >= _COMPANY]
        for finding in joined:
            finding.verdict, finding.reason = Verdict.RULE, ""
        anchors.update(finding.key for finding in joined if not finding.is_prose)
        left = [one for one in left if one.verdict is not Verdict.RULE] if joined else []


def _judge_pools(counts: Counts, findings: dict[Key, Finding], open_ones: Sequence[Finding]) -> None:
    """What fills a place of the frame together with a few others is chrome, however seldom each of them is there."""
    known = (Verdict.RULE, Verdict.KNOWN)
    frame = {key: one.seen for key, one in findings.items() if one.verdict in known and one.share >= _SHARE}
    plain = [one for one in open_ones if not (one.is_prose or ":" in one.key.text or is_code(one.key))]
    candidates = {one.key for one in plain if one.key not in frame and one.words[0] <= _PLACE}
    for pool in list(pools(counts, frame, candidates)):
        for key in pool:
            if findings[key].verdict is not Verdict.RULE:
                findings[key].verdict, findings[key].reason, findings[key].values = Verdict.RULE, "", []


def _has_frame(findings: Collection[Finding]) -> bool:
    """Tell whether anything shows that the forum has a frame, but that lines come back among what people write."""
    known = sum(one.verdict is Verdict.KNOWN for one in findings)
    rules = [one for one in findings if one.verdict is Verdict.RULE]
    return known + sum(one.outside >= _OUTSIDE or one.looks_like_chrome for one in rules) >= _SHOWN


def _doubt(findings: Iterable[Finding]) -> None:
    for one in findings:
        if one.verdict is Verdict.RULE and not one.looks_like_chrome:
            one.verdict, one.reason = Verdict.DOUBTFUL, "nothing shows that there is a frame"


def _may_join(finding: Finding) -> bool:
    """Tell whether a key stands where chrome stands."""
    if is_code(finding.key):
        return False
    less, more = finding.words
    if finding.is_prose:
        if (finding.looks is None or finding.looks >= _BODY) and finding.apart < _OUTSIDE:
            return False
        # The first words of a post stand beside the frame as well, but never in all of so many posts.
        is_fixed = less <= _NEVER and finding.steady >= _FIXED and finding.share >= _SHARE
        return less <= _most_words(finding) and (more <= _PLACE or is_fixed or finding.share >= _MOST)
    if finding.share >= _SHARE:
        return less <= _most_words(finding)
    # An advert of a pool is on few threads, but always in the one place where the others of the pool stand.
    steady = less <= (_POOL if finding.steady >= _FIXED else _FAR) and finding.steady >= _VERY_STEADY
    return less <= _PLACE and (more <= _PLACE or steady)


def _company(counts: Counts, anchors: set[Key], finding: Finding) -> float:
    return sum(_has_company(counts, anchors, place, finding.key) for place in finding.seen.at) / len(finding.seen.at)


def _has_company(counts: Counts, anchors: set[Key], place: Place, own: Key) -> bool:
    number, line = place
    keys, sure = counts.keys[number], counts.pages[number].sure
    near = range(max(0, line - _NEAR), min(len(keys), line + _NEAR + 1))
    return any(keys[at] != own and (keys[at] in anchors or at in sure) for at in near)
