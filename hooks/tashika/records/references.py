"""The headings below which pages list their literature: there, words are names of works and not terms."""

REFERENCES = frozenset({"文献", "参考文献", "References", "Bibliography", "Further reading"})
