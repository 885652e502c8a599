# make site    the whole site, into site/
# make test    the quick tests, to run before each commit
# make serve   the site on http://localhost:8000/, rebuilt when files change
# make long    the tests that take hours, and the counts they print; run before a release
# make check   lint, formatting, types and import floors, also of the browser code, and its tests in Node
# make bench   measures how fast each step is
# make locked  updates .github/requirements/locked.txt, which the workflows install, from pyproject.toml
# make pictures  takes the screenshots in docs/assets/pictures/ again
#
# Each sets up .venv as needed. PYTHON=… chooses the interpreter for .venv.

PYTHONS ?= python3 python3.14 python3.13 python3.12 python3.11 python
VENV := .venv
BIN := $(VENV)/bin
SETUP := pyproject.toml $(wildcard src/verifier/hatch_build.py)
ARGS ?=

# Without it, pytest compiles all tests again in each run.
unexport PYTHONDONTWRITEBYTECODE

.DELETE_ON_ERROR:
.PHONY: site test long serve check bench locked pictures format clean

site: $(VENV)/ready
	@$(BIN)/python build.py $(ARGS)

serve: $(VENV)/ready
	@$(BIN)/badgepress serve $(ARGS)

test: $(VENV)/ready-dev
	@$(BIN)/python tests/browser.py
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not heavy and not long" $(ARGS)

long: $(VENV)/ready-dev
	@$(BIN)/python tests/browser.py
	@$(BIN)/python -m pytest -q -n 2 -rP -m long $(ARGS)
	@BADGEPRESS_EXAMPLES=50 $(BIN)/python -m pytest -q -n 2 -m "hypothesis and not heavy and not long" $(ARGS)

check: $(VENV)/ready-dev
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	@echo "import floors, types and tests of the browser code"
	@$(BIN)/python -m pytest -q tests/verifier/test_floors.py
	@cd src/verifier && PYTHONPATH=../.. $(abspath $(BIN))/python -m tests.node npm exec --no -- tsc --noEmit
	@cd src/verifier && PYTHONPATH=../.. $(abspath $(BIN))/python -m tests.node npm test --silent

format: $(VENV)/ready-dev
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

bench: $(VENV)/ready-dev
	@$(BIN)/python -m tests.bench $(ARGS)

locked: | $(BIN)/pip
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip compile --quiet --upgrade --no-header --generate-hashes --only-binary :all: --python-version 3.13 \
		--python-platform x86_64-manylinux_2_28 --extra certificate \
		pyproject.toml .github/requirements/build.in -o .github/requirements/locked.txt

pictures: $(VENV)/ready-dev
	@$(BIN)/python tests/browser.py
	@$(BIN)/python -m tests.site.pictures

clean:
	rm -rf $(VENV) src/verifier/node_modules src/badgepress/_bundle .mypy_cache .pytest_cache .ruff_cache

# Tests need Node and its libraries. A site does not, so they are deleted there after the bundle is built.
# The stamp files are newer than the files that decide what is installed. While they are, there is nothing to do.
$(VENV)/ready: $(SETUP) | $(BIN)/pip
	@echo "setting up $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/ready-dev: $(SETUP) | $(BIN)/pip
	@echo "setting up $(VENV) for tests"
	@BADGEPRESS_NODE_MODULES=keep $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(VENV)/ready $@

$(BIN)/pip:
	@new='import sys; sys.exit(sys.version_info < (3, 11))'; \
	for python in $(or $(PYTHON),$(PYTHONS)); do \
		if "$$python" -c "$$new" 2>/dev/null; then exec "$$python" -m venv $(VENV); fi; \
	done; \
	echo "badgepress needs Python 3.11 or newer (tried: $(or $(PYTHON),$(PYTHONS)))" >&2; \
	echo "  hint: install one, or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; \
	exit 1
