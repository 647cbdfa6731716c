"""Integrations: adapters for data frameworks, one file each; docs/integrations/ has a page for each of them.

In: rows, batches or data sets of a framework.
Out: the same with columns of a record.
Must not know: anything but the public names, `outcome` and each its own framework.
"""
