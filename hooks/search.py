"""MkDocs hook: search that knows Japanese. The code is in the `tashika` package."""

from mkdocs.plugins import event_priority

from tashika.site import search

on_config = search.on_config
on_pre_build = search.on_pre_build
on_files = search.on_files
on_post_build = event_priority(-50)(search.on_post_build)  # Material has written its index, `offline` not yet copied it
