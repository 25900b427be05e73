"""Runs kept for reuse: one is reused only while all that it depended on is unchanged."""

from tashika.cache.entry import Damaged
from tashika.cache.judged import why_not_the_same
from tashika.cache.reports import LastReport
from tashika.cache.runs import RunCache, cache_for

__all__ = ["Damaged", "LastReport", "RunCache", "cache_for", "why_not_the_same"]
