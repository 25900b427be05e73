"""Questions in a page: read from Markdown, their keys checked by running code."""
