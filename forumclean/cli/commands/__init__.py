"""One file a command.

In: what the options of a command line say.
Out: results on stdout, words to a person on stderr, a status.
Must not know: each other.
"""
