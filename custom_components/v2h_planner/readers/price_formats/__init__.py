"""Price formats, one module a family: from attributes to quotes.

A format is found by its shape, never by the name of the integration. A new one is a row in a table of
`records.py`, `day_lists.py` or `actions.py`, or a new module with a `find` function and a row in
`readers/prices.py`.
"""
