"""Writing: findings -> rules with their proof, and the file that a person reads.

In: findings, and the pages that they were made on.
Out: rules, what is doubtful, evidence; TOML.
Must not know: why a key was found to be chrome.
"""
