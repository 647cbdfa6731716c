"""Forums of our own making that teach, and forums that must not."""

from __future__ import annotations

import random

__all__ = ["HEAD", "MONTHS", "NAMES", "SIGNATURES", "TAIL", "articles", "glued", "posts", "threads"]

HEAD = [
    "Kiln Gazette",
    "Weaving Yard",
    "Swap Lounge",
    "The guild moves to a new hall on the second Sunday of the month.",
]
TAIL = ["Salute this", "Pin to my loom", "Golden Shuttle Registry", "Talk of looms and kilns that fits nowhere else"]
RANKS = ["Golden Shuttle Keeper", "Shuttle Apprentice", "Loom Regular"]
VALUES = ["Brack", "Elmoor", "Tarn", "Kettlewick", "Vellum", "Pell"]
MONTHS = ["Mar", "Jun", "Oct", "Dec", "Feb"]
NAMES = ["marlisa", "old_tom", "Gannet17", "Moppet", "stonecrop", "Weaverbird", "Hank", "tessaract"]
_WHO = ["The harbour board", "A miller from the valley", "The parish council", "My neighbour", "The ferry company"]
_DID = [
    "opened the north quay",
    "counted forty geese",
    "lost the key of the lock",
    "sold two barges",
    "dug up the weir",
]
_WHEN = [
    "on Monday after the rain",
    "while the band was still playing",
    "before anybody had noticed",
    "for the third time",
]


def articles(count: int, *, seed: int = 7) -> list[list[str]]:
    """Lines of posts that nobody wrote twice."""
    rng = random.Random(seed)
    return [
        [f"{rng.choice(_WHO)} {rng.choice(_DID)} {rng.choice(_WHEN)}, report {n}-{i} says, and "
         f"{rng.choice(_WHO).lower()} {rng.choice(_DID)} {rng.choice(_WHEN)} as well."
         for i in range(rng.randint(3, 5))]
        for n in range(count)
    ]  # fmt: skip


def posts(count: int = 20, *, seed: int = 7) -> list[str]:
    """Pages of one forum: a menu, a notice, a card of fields before each post, buttons after it, a foot."""
    rng = random.Random(seed)
    made = []
    for body in articles(count, seed=seed):
        card = [rng.choice(NAMES), rng.choice(RANKS), f"Loom Bucks: {rng.randint(1, 900)}", "Hall of residence",
                rng.choice(VALUES), f"Weaving since {rng.choice(MONTHS)} {rng.randint(1, 28)}, 2021"]  # fmt: skip
        made.append("\n".join([*HEAD, body[0][:50], *card, "", *body, "", *TAIL]))
    return made


def glued(notice: str, count: int = 20, *, seed: int = 7, share: float = 1.0, bare: bool = False) -> list[str]:
    """The same pages, with a notice glued to the last line of posts; or the posts alone."""
    rng = random.Random(seed)
    made = []
    for raw, body in zip(posts(count, seed=seed), articles(count, seed=seed), strict=True):
        text = "\n".join(body) if bare else raw
        said = notice.format(date=f"{rng.choice(MONTHS)} {rng.randint(1, 28)}, 2021", n=rng.randint(3, 900))
        made.append(text.replace(body[-1], f"{body[-1]} {said}") if rng.random() < share else text)
    return made


SIGNATURES = {
    "marlisa": ["Two looms and a cat named Shuttle"],
    "old_tom": ["Looms: Kiln 40, Harrow 12, a borrowed Dobby", "my yard: www.old-tom.example/yard"],
    "Gannet17": ["Never argue with a goose"],
}


def threads(count: int = 15, *, seed: int = 3, signed: float = 1.0, of: str = "") -> list[str]:
    """Threads of four posts with heads that the shipped rules know; some authors sign, or all with one line."""
    rng = random.Random(seed)
    bodies = iter(articles(count * 4, seed=seed))
    made = []
    for number in range(count):
        lines = ["Kiln Gazette", "Swap Lounge", f"Report {number}"]
        for n in range(4):
            who = rng.choice(NAMES[:5])
            moment = f"{rng.randint(1, 28)} {rng.choice(MONTHS)} 2021, 10:{rng.randint(10, 59)} AM"
            lines += [
                f"#{n + 1}",
                moment,
                who,
                "Senior Member",
                f"Join Date: {rng.choice(MONTHS)} 20{rng.randint(10, 19)}",
            ]
            lines += [f"Posts: {rng.randint(5, 900)}", "", *next(bodies)]
            signature = [of] if of else SIGNATURES.get(who, [])
            lines += ["", *(signature if rng.random() < signed else []), "", "Reply With Quote"]
        made.append("\n".join([*lines, "Pin to my loom"]))
    return made
