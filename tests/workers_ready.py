"""What a worker needs, loaded: the server that workers of tests are forked from imports this (conftest.py)."""

import bulk_support  # noqa: F401  the cleaners that misbehave

import forumclean
import forumclean.bulk.work.worker

forumclean.clean("")
