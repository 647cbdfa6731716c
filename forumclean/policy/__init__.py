"""Policy: what a cleaner decides by, and the file that holds it still.

In: a config, or a lock file, and how careful to be.
Out: the rules, profiles, models and settings, with the name of them all; the text of a lock.
Must not know: any input, and how anything is decided.
"""
