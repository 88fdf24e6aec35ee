# make setup   .venv/bin/medvoice, with the torch that fits this machine
# make demo    set up, then play samples/ through the real pipeline; reports go to out/demo/
# make test    set up, lint, types, tests
# make wheel   dist/medvoice-….whl, with templates, samples and the bundled model inside
# SETUP_FLAGS  passed to the set-up (--again, --any-torch)
# make wheelhouse   dist/wheelhouse/: all that an installation without a network needs
# DEMO_FLAGS   passed to medvoice demo (--pace realtime, --plain, --recogniser FOLDER)
# WHEELHOUSE_FLAGS   --gpu, --folder FOLDER
# TESTS        what pytest runs, for example TESTS=tests/audio
# JOBS         how many processes run them side by side, each file in one; 0 for this process alone

PYTHON = .venv/bin/python
TESTS =
JOBS = 2

.PHONY: setup setup-dev demo lint types tests test wheel wheelhouse clean

setup:
	@sh tools/setup.sh $(SETUP_FLAGS)

setup-dev:
	@sh tools/setup.sh --dev $(SETUP_FLAGS)

demo: setup
	@.venv/bin/medvoice demo --recogniser bundled $(DEMO_FLAGS)

lint: setup-dev
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types: setup-dev
	$(PYTHON) -m mypy

tests: setup-dev
	$(PYTHON) -m pytest -n $(JOBS) --dist loadfile $(TESTS)

test: lint types tests

wheel: setup-dev
	$(PYTHON) -m build --wheel --no-isolation

wheelhouse: wheel
	$(PYTHON) tools/wheelhouse.py $(WHEELHOUSE_FLAGS)

clean:
	rm -rf .venv build dist out
