"""MkDocs hook: search that knows Japanese. The code is in the `tashika` package."""

from tashika.site import search

on_config = search.on_config
on_pre_build = search.on_pre_build
on_files = search.on_files
on_post_build = search.on_post_build
