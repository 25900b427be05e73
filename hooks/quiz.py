"""MkDocs hook: quizzes that one can operate. The code is in the `tashika` package."""

from tashika.site import quiz_pages

on_files = quiz_pages.on_files
on_post_page = quiz_pages.on_post_page
