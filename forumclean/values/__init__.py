"""Values: the frozen things that travel between the rooms.

In: texts, spans and labels, from whoever makes them.
Out: `Document`, `Marks`, `Verdicts`, `Paragraph`, `Post`: plain values with no opinion.
Must not know: who makes them and what they are for.
"""
