# SPDX-License-Identifier: GPL-2.0-or-later
# Every target creates what it needs; `make demo` and `make test` work in a fresh clone.

PYTHON ?= python3
# If the checkout is read-only, use other folders: make VENV=~/venv BUILD=~/build demo
VENV := .venv
BUILD := build
BIN := $(VENV)/bin
# The real QEMU trees, and one of Xen, for `make test-real`; see tests/real/fetch_tree.sh.
TREES ?= 5.2 7.2 10.0
JOBS ?= auto
# For `make fuzz`: other inputs each day, and how many of each kind.
SEED ?= $(shell date -u +%F)
COUNT ?= 10000
# For `make bench`: a checkout of QEMU, and its build if audit -p and verify are measured, too.
BENCH_TREE ?= .cache/trees/qemu-10.2
BENCH_BUILD ?=

.PHONY: demo docs man test coverage test-slow test-oldest test-real test-all test-debian fuzz kills hypervisor guest bench \
	sdist release lint format trees clean

demo: $(VENV)/installed
	tools/demo $(BIN)/codemod $(BUILD)/demo

# The documentation as a site, in build/docs; a broken link is an error.
docs: $(VENV)/docs
	$(BIN)/python tools/docs-source build/docs-source
	$(BIN)/sphinx-build -c tools/site -q -W --keep-going -n -d build/docs-made build/docs-source build/docs

# One man page for all commands, generated from the parser: man build/codemod.1
man: $(VENV)/dev
	mkdir -p $(BUILD)
	$(BIN)/argparse-manpage --module qemu_xen_codemod.cli --function make_parser \
		--project-name codemod --description "rewrite QEMU off libxenctrl" \
		--format single-commands-section --output $(BUILD)/codemod.1

# The fast tests: a minute on two cores.
test: $(VENV)/dev
	$(BIN)/python -m pytest -q -n $(JOBS)

# The fast tests again, and how much of the code they run: a figure, not a gate. From Python 3.12 on,
# which has sys.monitoring, this costs next to nothing; before, it takes twice the time.
coverage: $(VENV)/coverage
	COVERAGE_FILE=$(VENV)/.coverage \
		COVERAGE_CORE=$$($(BIN)/python -c 'import sys; print("sysmon" if hasattr(sys, "monitoring") else "ctrace")') \
		$(BIN)/python -m pytest -q -n $(JOBS) \
		--cov=qemu_xen_codemod --cov-report=
	@printf 'The fast tests run %s %% of the lines of qemu_xen_codemod.\n' \
		"$$(COVERAGE_FILE=$(VENV)/.coverage $(BIN)/coverage report --format=total)"

# End-to-end tests, with separate processes or long input.
test-slow: $(VENV)/dev
	$(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal -m slow

test-real: $(VENV)/qemu trees
	CODEMOD_REAL_TREES="$(TREES)" \
		$(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal -m "real or spatch"

test-all: test test-slow test-real

# The fast tests with the oldest versions of the dependencies; `make test` has the newest.
test-oldest: $(VENV)-oldest/dev
	$(VENV)-oldest/bin/python -m pytest -q -n $(JOBS) -m "not real and not spatch"

$(VENV)-oldest/dev: pyproject.toml
	tools/make-venv $(PYTHON) $(VENV)-oldest
	$(VENV)-oldest/bin/python tools/oldest.py | tee $(VENV)-oldest/oldest.txt
	$(VENV)-oldest/bin/python -m pip install -q --disable-pip-version-check \
		-c $(VENV)-oldest/oldest.txt -e '.[dev]'
	touch $@

# The README's commands in minimal Debians.
test-debian:
	tests/debian/run

# Broken input of every kind; make fuzz TARGET=engine COUNT=100000 SEED=7
fuzz: $(VENV)/dev
	$(BIN)/python -m tests.fuzz --seed "$(SEED)" --count $(COUNT) --out $(BUILD)/fuzz \
		$(addprefix --target ,$(TARGET))

# Kill commands at random, for some minutes; `make test` kills them at each step, on purpose.
kills: $(VENV)/dev
	$(BIN)/python -m tests.faults.kills $(KILLS)

# What boots, in an emulator: half an hour on two cores for both, with room for 4 GB.
# make hypervisor XEN=~/xen; make guest QEMU=~/qemu QEMU_BUILD=~/build [XEN=~/xen]
PACKAGES ?= .cache/debian
hypervisor: $(VENV)/installed
	$(BIN)/codemod prove --xen $(XEN) --hypervisor --packages $(PACKAGES)

guest: $(VENV)/installed
	$(BIN)/codemod prove --qemu $(QEMU) -p $(QEMU_BUILD) $(if $(XEN),--xen $(XEN)) --guest \
		--packages $(PACKAGES)

# Alternates with spatch, if it is installed, and ast-grep.
bench: $(VENV)/bench
	PATH="$(abspath $(BIN)):$$PATH" \
		$(BIN)/python tools/bench $(BENCH_TREE) $(if $(BENCH_BUILD),-p $(BENCH_BUILD))

# The sdist for packagers, built as by `pip install` from the files that git tracks.
sdist: $(VENV)/dev
	$(BIN)/python -m pip install -q --disable-pip-version-check build
	$(BIN)/python -m build -q --sdist --outdir dist

# The commit, sdist and wheel of a release, checked, and its tag: make release VERSION=1.2.3
release: $(VENV)/release
	$(BIN)/python tools/release.py "$(VERSION)"

lint: $(VENV)/lint
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/reuse lint --lines

format: $(VENV)/dev
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

trees:
	for version in $(TREES); do tests/real/fetch_tree.sh $$version || exit 1; done
	tests/real/fetch_tree.sh xen 4.17

clean:
	rm -rf $(BUILD) dist $(VENV) $(VENV)-oldest .mypy_cache .pytest_cache .ruff_cache .hypothesis

# What one target needs beside them, by its name in pyproject.toml.
$(VENV)/lint $(VENV)/coverage $(VENV)/release: $(VENV)/dev
$(VENV)/docs $(VENV)/bench: $(VENV)/installed
$(addprefix $(VENV)/,lint coverage release docs bench):
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[$(@F)]'
	touch $@

$(VENV)/qemu: $(VENV)/dev
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev,mail,qemu]'
	touch $@

$(VENV)/bin/pip:
	tools/make-venv $(PYTHON) $(VENV)

$(VENV)/installed: $(VENV)/bin/pip pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	touch $@

$(VENV)/dev: $(VENV)/bin/pip pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev]'
	touch $@
