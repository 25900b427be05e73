"""`tashika new`: a project of one's own, and one more chapter of it, from the files in `template`."""
