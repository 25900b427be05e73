"""What all tests share: Hypothesis draws the same examples each time, so that no result hangs on chance or speed.

`pytest --hypothesis-profile=explore` looks for new ones instead.
"""

from __future__ import annotations

from hypothesis import settings

collect_ignore = ["cases"]  # data for tests, with programs that are wrong on purpose

settings.register_profile("certain", derandomize=True, deadline=None, database=None, print_blob=True)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile("certain")
