"""Adapters for data frameworks, one file each; docs/integrations/ has a page for each of them."""
