"""Scorer: blocks and marks -> verdicts."""
