"""How cards look in Anki: two templates and a style sheet."""

from __future__ import annotations

FRONT = """\
<div class="source">{{Source}}</div>
<div class="question">{{Question}}</div>
{{Options}}
"""
BACK = """\
<div class="source">{{Source}}</div>
<div class="question">{{Question}}</div>
<hr id="answer">
{{Answer}}
{{#Explanation}}<div class="explanation">{{Explanation}}</div>{{/Explanation}}
"""
STYLE = """\
.card { font-family: "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, sans-serif;
  font-size: 18px; line-height: 1.7; text-align: start; max-width: 42em; margin: 0 auto; padding: 0 .8em;
  --right: #00695c; --code: #f5f5f5; }
.nightMode.card, .night_mode .card { --right: #6fcfbf; --code: #2b2b2b; }
.source { font-size: .75em; opacity: .75; }
.source a { color: inherit; }
.options { padding-inline-start: 1.6em; }
.options:not([type="1"]) { list-style: upper-alpha; }
ul.options { list-style: disc; }
.options > li { margin: .3em 0; }
.options p, .question > :first-child { margin: 0; }
.right, .right p { color: var(--right); font-weight: 700; }
.right p, .why p { display: inline; }
.why { font-size: .85em; opacity: .85; }
.explanation { margin-top: 1em; font-size: .9em; }
pre, code { font-family: ui-monospace, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK JP", monospace;
  font-size: .9em; background: var(--code); border-radius: .2em; }
code { padding: .1em .3em; }
pre { padding: .6em .8em; overflow-x: auto; }
pre code { padding: 0; }
img { max-width: 100%; height: auto; }
table { border-collapse: collapse; }
th, td { border: 1px solid; padding: .2em .6em; }
"""
