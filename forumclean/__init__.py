r"""forumclean: the article, without the forum around it.

>>> import forumclean
>>> forumclean.clean("Staff member\nThe bridge was opened on Monday after three years of work.").text
'The bridge was opened on Monday after three years of work.'
"""

from typing import TYPE_CHECKING, Any

from forumclean.errors import ConfigError, ForumCleanError, InputError, LossError
from forumclean.values.model import Block, Kind, Label, Paragraph, Post, Quote
from forumclean.version import __version__

if TYPE_CHECKING:
    from forumclean.cleaner import Cleaner, clean
    from forumclean.learner.learn import LearnedPack, learn
    from forumclean.outcome.result import Result
    from forumclean.rules.pack import RulePack
    from forumclean.rules.rule import Rule

__all__ = [
    "Block",
    "Cleaner",
    "ConfigError",
    "ForumCleanError",
    "InputError",
    "Kind",
    "Label",
    "LearnedPack",
    "LossError",
    "Paragraph",
    "Post",
    "Quote",
    "Result",
    "Rule",
    "RulePack",
    "__version__",
    "clean",
    "learn",
]

# These need numpy and the rule packs: they are loaded when they are first asked for.
_LAZY = {
    "Cleaner": "forumclean.cleaner",
    "clean": "forumclean.cleaner",
    "LearnedPack": "forumclean.learner",
    "learn": "forumclean.learner",
    "Result": "forumclean.outcome.result",
    "Rule": "forumclean.rules.rule",
    "RulePack": "forumclean.rules.pack",
}


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module 'forumclean' has no attribute {name!r}")
    from importlib import import_module

    from forumclean.values.garbage import left_alone

    with left_alone():
        return getattr(import_module(_LAZY[name]), name)
