"""Inputs: one module a format. Each reads raw records in the parent, and makes fields of them in a worker."""
