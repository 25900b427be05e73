"""The module."""

from __future__ import annotations


def f():
    """The function."""
    print("in")  # 出力: in


f()
f.__doc__  # => 'The function.'
__doc__  # => 'The module.'
