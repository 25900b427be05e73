"""MkDocs hook: verify the notes before they are rendered. The code is in the `tashika` package, where workers and
tests can import it; MkDocs loads this file under a made-up name."""

from tashika.site.plugin import Verify

_verify = Verify()

on_startup = _verify.on_startup
on_config = _verify.on_config
on_pre_build = _verify.on_pre_build
on_files = _verify.on_files
on_env = _verify.on_env
on_page_read_source = _verify.on_page_read_source
on_pre_page = _verify.on_pre_page
on_page_content = _verify.on_page_content
on_page_context = _verify.on_page_context
on_post_page = _verify.on_post_page
on_post_build = _verify.on_post_build
on_shutdown = _verify.on_shutdown
