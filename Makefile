# Chainrule. `make run` opens the window, `make test` passes every test; both install what they
# need into .venv first, and again whenever pyproject.toml changes.
#
#   make run ARGS=graph.chainrule          make test ARGS="-m 'not gui' -x"
#   make run PYTHON=python3.12             make help
#   make test WORKERS=0                    (all tests in one process)

PYTHON ?= python3
WORKERS ?= auto
ARGS ?=

VENV := .venv
VENV_PYTHON := $(VENV)/bin/python

# Shared libraries that the Qt wheels expect from the system, and the package that holds each.
OFFSCREEN_LIBRARIES := \
    libEGL.so.1=libegl1 \
    libGL.so.1=libgl1 \
    libX11.so.6=libx11-6 \
    libdbus-1.so.3=libdbus-1-3 \
    libfontconfig.so.1=libfontconfig1 \
    libglib-2.0.so.0=libglib2.0-0 \
    libxkbcommon.so.0=libxkbcommon0
SCREEN_LIBRARIES := \
    libX11-xcb.so.1=libx11-xcb1 \
    libxcb-cursor.so.0=libxcb-cursor0 \
    libxcb-icccm.so.4=libxcb-icccm4 \
    libxcb-image.so.0=libxcb-image0 \
    libxcb-keysyms.so.1=libxcb-keysyms1 \
    libxcb-randr.so.0=libxcb-randr0 \
    libxcb-render-util.so.0=libxcb-render-util0 \
    libxcb-render.so.0=libxcb-render0 \
    libxcb-shape.so.0=libxcb-shape0 \
    libxcb-shm.so.0=libxcb-shm0 \
    libxcb-sync.so.1=libxcb-sync1 \
    libxcb-util.so.1=libxcb-util1 \
    libxcb-xfixes.so.0=libxcb-xfixes0 \
    libxcb-xkb.so.1=libxcb-xkb1 \
    libxkbcommon-x11.so.0=libxkbcommon-x11-0

# The screen's libraries matter only where a screen is.
LIBRARIES = $(OFFSCREEN_LIBRARIES)
run: LIBRARIES = $(OFFSCREEN_LIBRARIES) $(if $(DISPLAY)$(WAYLAND_DISPLAY),$(SCREEN_LIBRARIES))
stories: LIBRARIES = $(OFFSCREEN_LIBRARIES) $(SCREEN_LIBRARIES)

# 0x31 makes PySide6 refuse the short forms of enum names.
TEST_ENVIRONMENT := OPENBLAS_NUM_THREADS=1 PYSIDE6_OPTION_PYTHON_ENUM=0x31
OFFSCREEN := $(TEST_ENVIRONMENT) QT_QPA_PLATFORM=offscreen

.DEFAULT_GOAL := help
.PHONY: help run test stories check format coverage bench pictures clean system

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1	\2/p' Makefile | expand -t 12

run: $(VENV)/.run ## open the window
	@$(VENV_PYTHON) main.py $(ARGS)

test: $(VENV)/.test ## pass every test, with a screen or without
	@$(OFFSCREEN) $(VENV_PYTHON) -m pytest -n $(WORKERS) $(ARGS)

stories: $(VENV)/.test ## pass the whole-window stories on the X screen that DISPLAY names
	@$(TEST_ENVIRONMENT) QT_QPA_PLATFORM=xcb $(VENV_PYTHON) -m pytest -m story $(ARGS)

check: $(VENV)/.dev ## format, lint, types and import contracts; changes nothing
	@$(VENV_PYTHON) -m ruff format --check .
	@$(VENV_PYTHON) -m ruff check .
	@$(VENV_PYTHON) -m mypy
	@$(VENV_PYTHON) -c "from importlinter.cli import lint_imports_command as run; run()"

format: $(VENV)/.dev ## format, and mend what a rule can mend
	@$(VENV_PYTHON) -m ruff format .
	@$(VENV_PYTHON) -m ruff check --fix .

coverage: $(VENV)/.test ## the tests with branch coverage, held to the promised levels
	@$(OFFSCREEN) $(VENV_PYTHON) -m pytest -n $(WORKERS) --cov --cov-report= $(ARGS)
	@$(VENV_PYTHON) -m coverage report --fail-under=98 --include='engine/*'
	@$(VENV_PYTHON) -m coverage report --fail-under=90 --include='gui/*'
	@$(VENV_PYTHON) -m coverage report --fail-under=100 \
	    --include='engine/graph.py,engine/edits.py,engine/tape.py,engine/autodiff.py'

bench: $(VENV)/.test ## run every benchmark; each prints JSON
	@for file in tests/benchmarks/[!_]*.py; do \
	    $(OFFSCREEN) PYTHONPATH=. $(VENV_PYTHON) "$$file" || exit 1; \
	done

pictures: $(VENV)/.test ## make the pictures of the README anew
	@$(OFFSCREEN) $(VENV_PYTHON) -m tests.pictures

clean: ## remove all that make and the tools have made
	rm -rf $(VENV) build dist *.egg-info .coverage htmlcov
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# ------------------------------------------------------------------------------- .venv

# An environment whose interpreter was removed or upgraded away is of no use.
$(shell test -x $(VENV_PYTHON) || rm -rf $(VENV))

$(VENV_PYTHON): | system
	@$(PYTHON) -m venv $(VENV)

# Only libraries go in: the program itself runs from this directory.
$(VENV)/.test: EXTRAS := test
$(VENV)/.dev: EXTRAS := test dev
$(VENV)/.run $(VENV)/.test $(VENV)/.dev: pyproject.toml | $(VENV_PYTHON)
	@echo "Installing the libraries that pyproject.toml names into $(VENV)"
	@$(VENV_PYTHON) -c "$$REQUIREMENTS" $(EXTRAS) >$(VENV)/requirements.txt
	@$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check \
	    --requirement $(VENV)/requirements.txt
	@touch $@

define REQUIREMENTS
import sys, tomllib
with open("pyproject.toml", "rb") as file:
    project = tomllib.load(file)["project"]
extras = project["optional-dependencies"]
print(*project["dependencies"], *(line for name in sys.argv[1:] for line in extras[name]), sep="\n")
endef
export REQUIREMENTS

# ------------------------------------------------------------------------- the system

# As root, install the packages that the system lacks; otherwise print the line that does it.
system:
	@python="$(PYTHON)"; \
	if [ -x $(VENV_PYTHON) ]; then python=$(VENV_PYTHON); fi; \
	if command -v "$$python" >/dev/null; then \
	    missing=$$("$$python" -c "$$PROBE" $(LIBRARIES)) || exit 1; \
	elif [ "$$python" != python3 ]; then \
	    echo "There is no $$python" >&2; \
	    exit 1; \
	else \
	    missing="python3 python3-venv $(foreach pair,$(LIBRARIES),$(lastword $(subst =, ,$(pair))))"; \
	fi; \
	missing=$$(echo $$missing); \
	if [ -z "$$missing" ]; then \
	    exit 0; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing $$missing"; \
	    export DEBIAN_FRONTEND=noninteractive; \
	    apt-get -qq update || true; \
	    apt-get -qq -o DPkg::Lock::Timeout=120 install -y --no-install-recommends \
	        $$missing >/dev/null; \
	else \
	    echo "This system lacks packages that Chainrule needs. Install them, then make again:" >&2; \
	    echo "    sudo apt-get install $$missing" >&2; \
	    exit 1; \
	fi

define PROBE
import ctypes, importlib.util, sys
version = "%d.%d" % sys.version_info[:2]
if sys.version_info < (3, 11):
    sys.exit("Chainrule needs Python 3.11 or later, not %s: make PYTHON=python3.12, say" % version)
if sys.platform == "linux":
    if sys.prefix == sys.base_prefix and importlib.util.find_spec("ensurepip") is None:
        print("python%s-venv" % version)
    for name, package in (pair.split("=") for pair in sys.argv[1:]):
        try:
            ctypes.CDLL(name)
        except OSError:
            print(package)
endef
export PROBE
