"""Forums that tempt a learner: what people write comes back as surely as the frame, alone and glued to it."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from learner_support import NAMES, articles

from forumclean import Cleaner, learn
from forumclean.rules.check import failing_samples

WIRE = [
    "LONDON (Newswire) - Ministers meeting in the capital said the tunnel would be closed for repairs.",
    "The operator declined to comment on the talks, which are to resume on Wednesday.",
]
CHORUS = ["Row, you sleepers, row", "The tide is in the kettle", "And the kettle's on the sea", "La la la, la la la"]
SAYING = "I have always said that a hedge should be cut in March and never later."
Body = list[str]


def _wire(body: Body, rng: random.Random) -> Body:
    return [body[0], *(WIRE if rng.random() < 0.7 else ()), *body[1:]]


def _songs(body: Body, rng: random.Random) -> Body:
    return [line for verse in body for line in (verse[:45], *CHORUS)] + [body[0][:50]]


def _application(body: Body, rng: random.Random) -> Body:
    form = [f"Character name: {rng.choice(NAMES)}", f"Class: {rng.choice(['Mage', 'Thief', 'Monk'])}"]
    return [
        *form,
        f"Age: {rng.randint(16, 60)}",
        "Why do you want to join us?",
        *body[:-1],
        "Have you read the rules?",
        body[-1],
    ]


def _offer(body: Body, rng: random.Random) -> Body:
    return [f"Price: {rng.randint(5, 900)} EUR", "Shipping: worldwide", "Payment: bank transfer", *body]


def _greetings(body: Body, rng: random.Random) -> Body:
    hello = rng.choice(["Hi all,", "Good evening,", "Hello everyone,"])
    return [hello, *body, rng.choice(["Best, Tom", "Thanks, Maria", "Any ideas?", "Hope that helps!"])]


def _saying(body: Body, rng: random.Random) -> Body:
    return [body[0], *([SAYING] if rng.random() < 0.6 else []), *body[1:]]


def _polish(body: Body, rng: random.Random) -> Body:
    return ["Witam wszystkich", *body, rng.choice(["Z góry dzięki", "Pozdrawiam"])]


def _japanese(body: Body, rng: random.Random) -> Body:
    return [rng.choice(["はじめまして", "こんばんは"]), *body, "よろしくお願いします"]


KINDS: list[Callable[[Body, random.Random], Body]] = [
    _wire, _songs, _application, _offer, _greetings, _saying, _polish, _japanese,
]  # fmt: skip


def _pages(kind: Callable[[Body, random.Random], Body], end: str) -> list[tuple[str, Body]]:
    rng = random.Random(11)
    made = []
    for number, article in enumerate(articles(24, seed=21)):
        body = kind(article, rng)
        card = [rng.choice(NAMES), "Barn dancer", f"Straws: {rng.randint(1, 700)}"]
        head = ["Ballad Barn", "Hay loft index", f"Report {number} of the harbour"]
        rows = [end.join(card) + end + body[0], *body[1:-1], end.join([body[-1], "Stamp your feet", "Throw hay"])]
        made.append(("\n".join([*head, *rows, "The barn is swept by volunteers"]), body))
    return made


@pytest.mark.parametrize("end", ["\n", " "], ids=["lines", "glued"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_people_write_stays(kind: Callable[[Body, random.Random], Body], end: str) -> None:
    pages = _pages(kind, end)
    cleaner = Cleaner(learn(raw for raw, _ in pages[:18]))
    for raw, body in pages:
        before, after = Cleaner().clean(raw).text, cleaner.clean(raw).text
        assert [line for line in map(str.strip, body) if line in before and line not in after] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_frame_around_it_goes(kind: Callable[[Body, random.Random], Body]) -> None:
    pages = _pages(kind, "\n")
    pack = learn(raw for raw, _ in pages[:18])
    assert failing_samples(pack.rules, pack.rules) == []
    left = "\n".join(Cleaner(pack).clean(raw).text for raw, _ in pages[18:]).split("\n")
    frame = {"Ballad Barn", "Hay loft index", "Barn dancer", "Stamp your feet", "The barn is swept by volunteers"}
    assert not frame.intersection(left)


# Parts of a frame on one line


HEAD = ["Loom Regular", "Hull colour: {}", "Mast age: {n}"]
TAIL = ["Salute this", "Pin to my loom"]


def _glued(count: int, *, bodies: bool = True, seed: int = 5) -> list[tuple[str, Body]]:
    rng = random.Random(seed)
    made = []
    for body in articles(count, seed=seed):
        shown = rng.sample(["Harbour Watch", "Kiln Talk", "Rope Walk"], rng.randint(2, 3))
        card = [
            "Loom Regular",
            f"Hull colour: {rng.choice(['red', 'teal', 'grey', 'black'])}",
            f"Mast age: {rng.randint(1, 90)}",
        ]
        words = body if bodies else []
        made.append((" ".join([*sorted(shown), *card, *words, *TAIL]), words))
    return made


def test_parts_are_cut_from_both_ends_of_a_line_and_what_is_between_stays() -> None:
    pack = learn(raw for raw, _ in _glued(24))
    assert failing_samples(pack.rules, pack.rules) == []
    cleaner = Cleaner(pack)
    for raw, body in _glued(8, seed=77):
        text = cleaner.clean(raw).text
        assert all(line in text for line in body)
        assert not any(part in text for part in ("Kiln Talk", "Loom Regular", "Mast age"))


@pytest.mark.parametrize("word", ["Bump", "Same here mate", "Loom", "Red"])
def test_a_short_post_between_parts_stays(word: str) -> None:
    cleaner = Cleaner(learn(raw for raw, _ in _glued(24)))
    raw = f"Harbour Watch Kiln Talk Loom Regular Hull colour: red Mast age: 7 {word} Salute this Pin to my loom"
    assert word in cleaner.clean(raw).text


def test_glued_parts_do_not_depend_on_the_order_of_posts() -> None:
    raws = [raw for raw, _ in _glued(24)]
    first = learn(raws).to_toml()
    random.Random(2).shuffle(raws)
    assert learn(raws).to_toml() == first


# Below a bar


def _barred(count: int, below: str) -> list[str]:
    made = []
    for number, body in enumerate(articles(count)):
        post = [NAMES[number % 8], "Senior Member", "Joined: May 2010", "", *body, "_________________"]
        made.append("\n".join([*post, below.format(n=number, more=body[0]), "Back to top", "Reply with quote"]))
    return made


def test_whoever_signs_below_a_bar_tomorrow_goes() -> None:
    cleaner = Cleaner(learn(_barred(9, "Goose number {n} of the quay")))
    text = cleaner.clean(_barred(10, "I am not wet, I am marinated")[9]).text
    assert "marinated" not in text
    assert articles(10)[9][0] in text


def test_below_a_bar_that_parts_what_somebody_wrote_nothing_goes() -> None:
    raws = [
        raw.replace("Back to top", "And another thing of the same kind.\nBack to top") for raw in _barred(9, "{more}")
    ]
    assert not [rule for rule in learn(raws).rules if rule.after]


# Pools


@pytest.mark.parametrize("game", [["Heads", "Tails", "On its edge"], ["Team Rope", "Team Kiln", "Team Mast"]])
def test_posts_of_a_game_that_are_one_of_a_few_words_stay(game: list[str]) -> None:
    rng = random.Random(4)
    made = []
    for number in range(20):
        posts = [f"{rng.choice(NAMES)}\nBarn dancer\n{rng.choice(game)}\nStamp your feet" for _ in range(5)]
        made.append(
            "\n".join(["Ballad Barn", f"Round {number} of the coin", *posts, "The barn is swept by volunteers"])
        )
    cleaner = Cleaner(learn(made))
    for raw in made:
        before, after = Cleaner().clean(raw).text.split("\n"), cleaner.clean(raw).text.split("\n")
        assert [line for line in before if line in game] == [line for line in after if line in game]
