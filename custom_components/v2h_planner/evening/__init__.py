"""The evening question: what is usual tomorrow, when that is asked, and what an answer does. Pure.

settings, trips -> asking (once an evening) -> usual (what the question says) -> answering (what is done) -> wording
"""
