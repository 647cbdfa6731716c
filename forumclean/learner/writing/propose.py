"""Propose: findings -> rules, each proved on the pages it was learnt from."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from forumclean.learner.finding.counts import Counts, Place, Seen
from forumclean.learner.finding.decide import Finding, Verdict, finding_of
from forumclean.learner.finding.fields import names_above
from forumclean.learner.finding.signatures import below_bars
from forumclean.learner.keys import DATE, NAME, Form, Key, is_date, slots_of
from forumclean.learner.pages import Page
from forumclean.learner.writing.chains import SLOTS, chains_of, shapes_of, slotted
from forumclean.rules.check import pattern_problem
from forumclean.rules.engine import Engine
from forumclean.rules.matching.fold import bare, fold
from forumclean.rules.matching.matcher import LONGEST_PHRASE, Matcher
from forumclean.rules.matching.tokens import NUMBER
from forumclean.rules.rule import Rule
from forumclean.rules.slips import slips_of
from forumclean.values.document import Document, Layout
from forumclean.values.model import Kind
from forumclean.values.sentence import ENDS

__all__ = ["PATTERNS", "Proposal", "propose"]

# Ways whose phrase is a pattern, one a rule.
PATTERNS = ("pattern", "inline")

# Of a long line so much at its beginning and its end is compared, and how many characters the middle may differ.
_HEAD, _TAIL, _SLACK = 80, 40, 10
_DIGITS = re.compile(r"\d[\d.,]*(?:k|m)?(?![^\W_\u0590-\U0010ffff])", re.IGNORECASE)
# Where most of the lines stand decides how a rule is called.
_MOST = 0.6
# Of the names above a line, so many stand below a label, if they are its values.
_VALUES = 0.9
# Of the places of a line, so many are those of values.
_REACHED = 0.8
# Of the lines of a form, so many may be others than it was found by.
_VARIANTS = 0.1
# Words of a form with a date that nobody's sentence begins with by chance.
_FIXED_WORDS = 2


@dataclass(slots=True)
class Proposal:
    """One phrase or pattern of a rule to be.

    Attributes:
        way: how it matches: lines, field, pattern or inline.
        phrase: what it says in the rule.
        kind: the kind of chrome.
        zone: where it stands.
        finding: what it was found by.
        before: phrases that must stand on the next line.
        after: phrases that must stand on the line before.
        places: the lines it takes, values included.
        samples: lines that it takes, where those of `places` are only parts of such.
        words: how many words that is.
        verdict: whether it is a rule or doubtful.
        reason: why it is doubtful.
    """

    way: str
    phrase: str
    kind: Kind
    zone: str
    finding: Finding
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    places: frozenset[Place] = frozenset()
    samples: Sequence[str] = ()
    words: int = 0
    verdict: Verdict = Verdict.RULE
    reason: str = ""

    def as_rule(self, name: str) -> Rule:
        """The proposal as a rule of its own."""
        said: dict[str, Any] = {self.way: self.phrase if self.way in PATTERNS else (self.phrase,)}
        return Rule(id=name, kind=self.kind, **said, **self.asks)

    @property
    def asks(self) -> dict[str, Any]:
        """What the rule asks of its neighbours; names have few words."""
        if not self.before:
            return {}
        return {"after": self.after, "before": self.before} if self.after else {"before": self.before, "max_words": 3}


def propose(counts: Counts, findings: Sequence[Finding]) -> list[Proposal]:
    """Make proposals of the findings that are rules or doubtful, and prove each on all pages.

    One that takes a line which somebody wrote, and nobody wrote again, becomes doubtful; the values of fields, and
    names above ranks, need no rules of their own.
    """
    chosen = [one for one in findings if one.verdict in (Verdict.RULE, Verdict.DOUBTFUL)]
    heads = _heads(counts, chosen)
    made = [*(_proposal(counts, one) for one in chosen), *heads, *_signatures(counts)]
    for proposal in made:
        if problem := _problem(proposal):
            proposal.verdict, proposal.reason = Verdict.DOUBTFUL, problem
    with_values = [one for one in made if one.finding.values]
    _prove(counts, with_values)
    reached = {place for one in with_values if one.verdict is Verdict.RULE for place in one.places}
    for one in with_values:
        # A button above names, or a label whose value is seldom given: the line itself is chrome all the same.
        if one.verdict is Verdict.DOUBTFUL and one.way == "field" and one.finding.verdict is Verdict.RULE:
            one.way, one.finding.values, one.verdict, one.reason = "lines", [], Verdict.RULE, ""
            one.reason = _problem(one)
            one.verdict = Verdict.DOUBTFUL if one.reason else Verdict.RULE
    with_values = [one for one in with_values if one.finding.values]
    rest = [one for one in made if not (one.finding.values or _is_reached(one, reached))]
    _prove(counts, rest)
    _narrow(counts, rest)
    chains = _chains(counts, [*with_values, *rest])
    return [*(one for one in (*with_values, *rest) if not _is_glued(counts, one)), *chains]


def _is_reached(one: Proposal, reached: Set[Place]) -> bool:
    """Tell whether a line needs no phrase of its own: it is a value, or somebody's name, nearly wherever it stands."""
    return sum(place in reached for place in one.finding.seen.at) >= _REACHED * len(one.finding.seen.at)


def _narrow(counts: Counts, proposals: Sequence[Proposal]) -> None:
    """Where a label stands alone as well, as the name of a board and no label, only lines with its value are meant."""
    wide = [
        one for one in proposals
        if one.way == "field" and one.finding.key.form is Form.FIELD and one.verdict is not one.finding.verdict
    ]  # fmt: skip
    for one in wide:
        one.way, one.phrase = "pattern", rf"{slotted(one.finding.key.text)}\s?:\s?\S.{{0,79}}"
        one.reason = _problem(one)
        one.verdict = Verdict.DOUBTFUL if one.reason else Verdict.RULE
    _prove(counts, wide)


def _proposal(counts: Counts, finding: Finding) -> Proposal:
    way, phrase = _way(counts, finding)
    kind, zone = _kind(counts, finding)
    return Proposal(
        way=way, phrase=phrase, kind=kind, zone=zone, finding=finding, verdict=finding.verdict, reason=finding.reason
    )


def _heads(counts: Counts, chosen: Sequence[Finding]) -> list[Proposal]:
    """Names above ranks and the like: of no use as phrases, for tomorrow somebody else posts.

    What stands above the next line of a card may be a value as well: it is one where its label always stands above it.
    And the last button of a post is no label of the next poster's name.
    """
    rules = [one for one in chosen if one.verdict is Verdict.RULE and one.key.form is Form.LINE and not one.is_prose]
    own = {place for one in rules for place in one.seen.at}
    values = {place for one in chosen for place in one.values}
    made = []
    for one in rules:
        names = names_above(counts, one.seen)
        if not names or sum(place in own for place in names) > len(names) / 2:
            continue
        if sum(place in values for place in names) >= _VALUES * len(names):
            continue
        finding = replace(one, key=Key(Form.NAMED, NAME), example=_text(counts, min(names)), values=names)
        finding.looks = counts.looks(names)
        phrase = _way(counts, one)[1]
        pattern = _name_pattern([_text(counts, place) for place in names])
        made.append(Proposal("pattern", pattern, Kind.USER_INFO, "around each post", finding, (phrase,)))
    taken = {place for head in made for place in head.finding.values}
    for one in chosen:
        if sum(place in taken for place in one.values) > len(one.values) / 2:
            one.values = []
    return made


def _name_pattern(names: Sequence[str]) -> str:
    r"""Return the pattern of names of as many words as those that were seen, so that it takes no short reply.

    >>> print(_name_pattern(["marlisa", "Ann Deckhand"]))
    [^\s,;:!?]{1,30}(?: [^\s,;:!?]{1,30})?
    """
    word, most = r"[^\s,;:!?]{1,30}", max(len(name.split()) for name in names)
    return word + {1: "", 2: f"(?: {word})?"}.get(most, f"(?: {word}){{0,{most - 1}}}")


def _signatures(counts: Counts) -> list[Proposal]:
    """What stands between a bar and the frame, whoever wrote it."""
    made = []
    for text, bar in sorted(below_bars(counts).items()):
        finding = finding_of(counts, Key(Form.NAMED, NAME), bar.seen)
        finding.values, finding.looks = bar.lines, counts.looks(bar.lines)
        proposal = Proposal("pattern", ".{1,120}", Kind.SIGNATURE, "around each post", finding)
        proposal.after, proposal.before = (text,), tuple(sorted(bar.stops))
        made.append(proposal)
    return made


def _is_glued(counts: Counts, one: Proposal) -> bool:
    """Tell whether something stands nowhere but at the ends of longer lines: chains have it."""
    return all(line in counts.pages[page].glued for page, line in one.finding.seen.at)


def _chains(counts: Counts, proposals: Sequence[Proposal]) -> list[Proposal]:
    """What cuts the lines that were proposed from the ends of longer ones."""
    glued = [one.finding for one in proposals if one.verdict is Verdict.RULE and not one.before]
    made = []
    for chain in chains_of(counts, glued):
        seen = Seen({counts.thread_of[page] for page, _ in chain.places}, chain.places)
        finding = finding_of(counts, Key(Form.LINE, chain.pattern), seen)
        proposal = Proposal("inline", chain.pattern, Kind.OTHER, "around each post", finding)
        proposal.places, proposal.samples = frozenset(chain.places), chain.samples
        proposal.words = sum(len(_text(counts, place).split()) for place in chain.places)
        if problem := _problem(proposal):
            proposal.verdict, proposal.reason = Verdict.DOUBTFUL, problem
        made.append(proposal)
    return made


def _way(counts: Counts, finding: Finding) -> tuple[str, str]:
    key, line = finding.key, bare(finding.example)
    if finding.inside >= counts.least and finding.glued < counts.least:
        return "inline", inline_of([_text(counts, place) for place in finding.seen.at])
    if key.form is Form.FIELD:
        label = (
            _DIGITS.sub(NUMBER, line.partition(":")[0].strip())
            if NUMBER in key.text
            else line.partition(":")[0].strip()
        )
        return "field", label if fold(label) == key.text else key.text
    if key.form in (Form.DATED, Form.NAMED):
        return _with_slots(counts, finding)
    if len(key.text) > LONGEST_PHRASE:
        return "pattern", _long_pattern([_text(counts, place) for place in finding.seen.at])
    phrase = _DIGITS.sub(NUMBER, line) if NUMBER in key.text and _varies(counts, finding) else line
    return "field" if finding.values else "lines", phrase if fold(phrase) == key.text else key.text


def _with_slots(counts: Counts, finding: Finding) -> tuple[str, str]:
    """A form with a date or a name in it: a phrase where the name stands at an edge, or else a pattern."""
    text = finding.key.text
    if finding.key.form is Form.DATED and is_date(finding.example):
        return "pattern", shapes_of(bare(_text(counts, place)) for place in finding.seen.at)
    if DATE not in text and (text.startswith(NAME) or text.endswith(NAME)):
        return "lines", text
    return "pattern", slotted(text)


def _varies(counts: Counts, finding: Finding) -> bool:
    return len({_DIGITS.findall(_text(counts, place))[0:] and _text(counts, place) for place in finding.seen.at}) > 1


def inline_of(sentences: Sequence[str]) -> str:
    r"""Return the pattern of a sentence inside lines, with slots for the dates and numbers that vary.

    >>> inline_of(["Sent on Jan 3, 2012.", "Sent on May 9, 2014."])
    '(?<!\\w)Sent on (?:\\p{L}{3,12}|(?=\\D{0,25}\\d)[\\p{L}\\d][\\p{L}\\d.,:/ -]{1,40}?)\\.(?!\\w)'
    """
    sentence = min(sentences)
    varies = len(set(sentences)) > 1
    pattern = slotted(slots_of(sentence).text if varies else sentence).replace("{1,40}", "{1,40}?")
    # A slot at the end takes what follows, so nothing may.
    return rf"(?<!\w){pattern}" + (r"(?!\w)" if sentence[-1] in ENDS else r"\s*$")


def _long_pattern(lines: Sequence[str]) -> str:
    line, sizes = bare(min(lines)), [len(bare(line)) for line in lines]
    between = min(sizes) - _HEAD - _TAIL - _SLACK, max(sizes) - _HEAD - _TAIL + _SLACK
    head, tail = (_DIGITS.split(part) for part in (line[:_HEAD], line[-_TAIL:]))
    sides = [SLOTS[NUMBER].join(re.escape(piece).replace(r"\ ", " ") for piece in side) for side in (head, tail)]
    return f"{sides[0]}.{{{between[0]},{between[1]}}}{sides[1]}"


def _kind(counts: Counts, finding: Finding) -> tuple[Kind, str]:
    """The kind that the shipped rules see in most of the lines, or else what the place says; and the place."""
    inner = [(counts.inner[page], line) for page, line in finding.seen.at]
    above = sum(line <= first for (first, _), line in inner) / len(inner)
    below = sum(line >= last for (_, last), line in inner) / len(inner)
    zone = "around each post"
    if max(above, below) >= _MOST:
        zone = "before the first post" if above >= below else "after the last post"
    if finding.signed:
        return Kind.SIGNATURE, "around each post"
    if finding.key.form is Form.DATED and is_date(finding.example):
        return Kind.POST_META, zone
    kinds = Counter(counts.pages[page].kinds.get(line, Kind.OTHER) for page, line in finding.seen.at)
    kinds.pop(Kind.OTHER, None)
    if kinds:
        return max(sorted(kinds), key=lambda kind: kinds[kind]), zone
    if finding.is_label:
        return Kind.USER_INFO, zone
    if finding.is_prose:
        return Kind.NOTICE, zone
    return {"before the first post": Kind.NAVIGATION, "after the last post": Kind.FOOTER}.get(zone, Kind.OTHER), zone


def _problem(proposal: Proposal) -> str:
    try:
        rule = proposal.as_rule("proposed")
    except ValueError as error:
        return str(error)
    problems = [problem for _, problem, _ in slips_of(rule)]
    return pattern_problem(rule) or "".join(problems[:1]).replace("rule 'proposed' drops", "it would drop")


def _prove(counts: Counts, proposals: Sequence[Proposal]) -> None:
    """Run all proposals over all pages: note what each takes, and what of it somebody wrote."""
    rules = [one.as_rule(f"p{number}") for number, one in enumerate(proposals) if one.verdict is Verdict.RULE]
    by_name = {f"p{number}": one for number, one in enumerate(proposals)}
    engine = Engine(Matcher(rules, proved=0))
    taken: dict[str, set[Place]] = defaultdict(set)
    for number, page in enumerate(counts.pages):
        marks = engine.mark(as_document(page))
        for line, mark in marks.drops.items():
            # A line that several phrases make up is no loss: nobody writes that.
            if "+" not in mark.rule:
                taken[mark.rule].add((number, line))
        for line, cuts in marks.cuts.items():
            for cut in cuts:
                taken[cut.reason].add((number, line))
    for name, places in taken.items():
        proposal = by_name[name]
        own = {*proposal.finding.seen.at, *proposal.finding.values}
        proposal.places = frozenset(places)
        proposal.words = sum(len(_text(counts, place).split()) for place in places)
        lost = sorted(_text(counts, (page, line)) for page, line in places - own if counts.is_words(page, line))
        lost = [line for line in lost if not _is_variant(proposal, line)]
        if len(lost) > _tolerated(proposal) * len(places):
            proposal.verdict, proposal.reason = Verdict.DOUBTFUL, f"it also takes what somebody wrote: {lost[0]!r}"
    for proposal in proposals:
        if not proposal.places:
            proposal.places = frozenset(proposal.finding.seen.at)
            proposal.words = sum(len(_text(counts, place).split()) for place in proposal.places)


def _is_variant(proposal: Proposal, line: str) -> bool:
    """Tell whether a line begins with all that a form with a date says, date included, and says a word or two more."""
    key, said = proposal.finding.key, " ".join(slots_of(line).text.casefold().split())
    is_long = len(key.text.replace(DATE, " ").split()) >= _FIXED_WORDS
    return (
        key.form is Form.DATED and is_long and said.startswith(key.text) and said.count(" ") <= key.text.count(" ") + 2
    )


def _tolerated(proposal: Proposal) -> float:
    """What share of its lines a proposal may take besides those that it was found by.

    A phrase with nothing but dates, numbers and names beside it is no prose (docs/rules.md), and a form of several
    words knows lines that happened to stand on one page.
    """
    if proposal.way == "lines" and NAME not in proposal.phrase:
        return 1.0
    return _VARIANTS if proposal.finding.key.form in (Form.DATED, Form.NAMED) and not proposal.before else 0.0


def as_document(page: Page) -> Document:
    """The page as rules look at it."""
    lines = list(page.lines)
    return Document(lines, lines, list(page.breaks), lambda: Layout("\n".join(lines), (), ()))


def _text(counts: Counts, place: Place) -> str:
    return counts.pages[place[0]].lines[place[1]]
