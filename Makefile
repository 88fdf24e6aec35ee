# make setup   .venv/bin/medvoice, with the torch that fits this machine
# make test    set up, lint, types, tests
# SETUP_FLAGS  passed to the set-up (--again, --any-torch)
# TESTS        what pytest runs, for example TESTS=tests/audio

PYTHON = .venv/bin/python
TESTS =

.PHONY: setup setup-dev lint types tests test wheel clean

setup:
	@sh tools/setup.sh $(SETUP_FLAGS)

setup-dev:
	@sh tools/setup.sh --dev $(SETUP_FLAGS)

lint: setup-dev
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types: setup-dev
	$(PYTHON) -m mypy

tests: setup-dev
	$(PYTHON) -m pytest $(TESTS)

test: lint types tests

wheel: setup-dev
	$(PYTHON) -m build --wheel

clean:
	rm -rf .venv build dist out
