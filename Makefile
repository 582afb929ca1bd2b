# make demo   a whole session on simulated monitors (with a display: yours to drive)
# make test   set up, then every check and test
# make check  the checks and tests alone, in an environment that is set up
# make soak   what is too long for every change
# DEMO="--scenario hypertension --out somewhere" passes words to the demonstration.

PYTHON = .venv/bin/python
# The processes that tests start find their bytecode: seconds for each.
unexport PYTHONDONTWRITEBYTECODE
PICTURES = alarm-pictures


.PHONY: demo test check style types soak mutants setup lock catalogues docs delays pictures

demo: setup
	.venv/bin/bedside demo $(DEMO)

test: setup
	$(MAKE) --no-print-directory check

check:
	$(MAKE) --no-print-directory -j2 --output-sync style types
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -n auto --dist loadfile --no-loadscope-reorder -m "not soak" --cov=bedside --cov=devices \
	    --cov-branch --cov-report= -q
	$(PYTHON) .ci/coverage_floor.py

style:
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/lint-imports

types:
	.venv/bin/mypy

soak: setup
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -m soak -q -p no:randomly
	$(MAKE) --no-print-directory mutants

# The rules that decide what a patient gets, changed line by line: which changes no test notices.
mutants:
	.venv/bin/mutmut run
	.venv/bin/mutmut results

setup:
	.ci/setup

# The screens' sentences: new ones into resources/i18n/*/LC_MESSAGES/bedside.po, to be translated.
catalogues:
	$(PYTHON) -m ui.i18n_update --prune

# How late alarms are, measured on this machine (some minutes; it should have nothing else to do).
delays:
	mkdir -p build
	.venv/bin/bedside bench --json > build/bench.json
	.venv/bin/bedside bench --alarms --json > build/alarms.json
	$(PYTHON) -m ui.delays build/bench.json build/alarms.json

# What in docs/ is printed from the protocol's data, the risk file and the tests.
docs:
	$(PYTHON) -m ui.guide
	$(PYTHON) -m ui.trace

# Every state of the alarms, also without colour and as the colour-blind see it: PICTURES says where.
pictures:
	$(PYTHON) -m tests.ui.alarm_pictures $(PICTURES)

# A new lock: exact versions with markers for every platform, and no address.
lock:
	uv pip compile --quiet --universal --python-version 3.11 pyproject.toml --extra dev \
	    --no-header --no-annotate --no-emit-index-url --no-emit-find-links -o requirements.lock
