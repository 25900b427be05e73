"""tashika: run every snippet of a set of notes and check every output that the notes claim."""

__version__ = "0.1.0"
