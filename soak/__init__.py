"""Faults on purpose: a house that is lied to, run by the real hands in virtual time.

An episode is its seed. `episode.py` draws a house, a day and its troubles; `truth.py` is what really happens,
`entities.py` what the sensors and units show of it; `keeper.py` runs the component's own reader, tracking, dispatch,
supervisor and commander on that; `invariants.py` holds it to what the docs promise; `shrink.py` makes a failing
episode small, `story.py` tells it. `docs/soak.md` says what is modelled and what not.
"""
