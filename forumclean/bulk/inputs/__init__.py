"""Inputs: files and streams -> records; one module a format.

In: paths, streams, archives.
Out: raw records, found in the parent; their fields, read in a worker.
Must not know: what becomes of a record.
"""
