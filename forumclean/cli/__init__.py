"""The command line: one file a command.

In: arguments, files, stdin.
Out: results on stdout, everything else on stderr, a status.
Must not know: how cleaning works.
"""
