"""Formulas in a page: where they stand, how equations are numbered, what is wrong with them, and what they claim."""
