"""What pages with quizzes load: one style sheet and one script, which is bundled at set-up from the folder quiz_js."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from tashika.site.bundles import bundled

STYLE = "assets/stylesheets/quiz.css"
SCRIPT = "assets/javascripts/quiz.js"
MARK = '<section class="quiz"'


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Adds both. Raises PluginError if the script is missing or out of date."""
    script = bundled(Path(config.config_file_path).resolve().parent, "quiz")
    style = resources.files("tashika.site").joinpath("quiz.css").read_text(encoding="utf-8")
    files.append(File.generated(config, STYLE, content=style))
    files.append(File.generated(config, SCRIPT, abs_src_path=str(script)))
    return files


def on_post_page(output: str, *, page: Page, **_: object) -> str:
    """Has a page with quizzes load them."""
    if MARK not in output:
        return output
    style, script = (get_relative_url(name, page.url) for name in (STYLE, SCRIPT))
    links = f'<link rel="stylesheet" href="{style}"><script src="{script}" defer></script>'
    return output.replace("</head>", f"{links}</head>", 1)
