"""MkDocs hook: pages for all readers, with and without a network. The code is in the `tashika` package."""

from tashika.site.reading import Reading

_reading = Reading()

on_startup = _reading.on_startup
on_files = _reading.on_files
on_post_page = _reading.on_post_page
on_post_template = _reading.on_post_template
on_post_build = _reading.on_post_build
