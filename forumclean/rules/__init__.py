"""Rules: Document -> marks."""
