# `make demo` and `make test` do all the set-up on a machine with Python, git and make.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: demo test lint docs messages stress bench clean

# Catalogues of the languages are compiled by the install, and again where one has changed.
CATALOGUES = $(patsubst %.po,%.mo,$(wildcard clientfile/locale/*/LC_MESSAGES/clientfile.po))

demo: $(VENV)/.installed
	$(BIN)/clientfile -C examples rank --by margin -f table

# Compiled modules are kept: hundreds of interpreters start in a run, and read them.
test stress: export PYTHONDONTWRITEBYTECODE =

test: $(VENV)/.tests-installed $(CATALOGUES)
	$(BIN)/python -m pytest -n auto --dist worksteal

# A part of it: make stress PART=tests/guarantees/test_ways_sweep.py, or PART='tests/unit -k laws'.
stress: $(VENV)/.tests-installed $(CATALOGUES)
	HYPOTHESIS_PROFILE=stress $(BIN)/python -m pytest -n auto --dist worksteal --timeout 3000 $(PART)

# Writes benchmarks/RESULTS.md; programs to compare with that are not installed are named there.
bench: $(VENV)/.tests-installed
	$(BIN)/python -m benchmarks.run
	$(BIN)/python -m benchmarks.team

lint: $(VENV)/.dev-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python docs/catalogues.py check

# New messages come into the catalogues, untranslated; what the source lacks goes.
messages: $(VENV)/.tests-installed
	$(BIN)/python docs/catalogues.py update

%.mo: %.po $(VENV)/.tests-installed
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# Outputs shown in README and docs are printed by the commands they show; the man page and the rows
# of the reports' schema are made of them.
docs: $(VENV)/.tests-installed $(CATALOGUES)
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m cogapp -r README.md docs/*.md
	PATH="$(CURDIR)/$(BIN):$$PATH" DOCS_LANGUAGE=fr $(BIN)/python -m cogapp -r README.fr.md docs/fr/*.md
	$(BIN)/python docs/report_schemas.py
	$(BIN)/python docs/manual.py

# An editable install leaves the man page out: it is linked, so that `man clientfile` shows this one.
$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	mkdir -p $(VENV)/share/man/man1 $(VENV)/share/man/fr/man1
	ln -sf $(CURDIR)/docs/clientfile.1 $(VENV)/share/man/man1/
	ln -sf $(CURDIR)/docs/fr/clientfile.1 $(VENV)/share/man/fr/man1/

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml setup.py
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.tests-installed: $(VENV)/bin/python pyproject.toml setup.py
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@ $(VENV)/.installed

$(VENV)/.dev-installed: $(VENV)/bin/python pyproject.toml setup.py
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,dev]'
	touch $@ $(VENV)/.tests-installed $(VENV)/.installed

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
