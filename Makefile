# 决算 Juesuan.  make demo: read a document and see what was found.  make test: all checks and tests.
# Both set everything up on a machine that has Python 3.11 or newer and nothing else.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
SYNC := UV_PROJECT_ENVIRONMENT=$(VENV) $(RUN)/uv sync --quiet --locked --inexact

.PHONY: demo extras test check lint types layers tests corpus-report bench schema clean

demo: $(VENV)/.core
	$(RUN)/juesuan show corpus/demo/final-account.pdf

# the optional parts too: datasets, second readers, cluster, spaCy, training
extras: $(VENV)/.extras

test: check

check: lint types layers tests

lint: $(VENV)/.dev
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .

types: $(VENV)/.dev
	$(RUN)/mypy

layers: $(VENV)/.dev
	$(RUN)/lint-imports

tests: $(VENV)/.dev
	$(RUN)/pytest -n 2

# what is read from each of the real documents beside the project (../shared)
corpus-report: $(VENV)/.dev
	$(RUN)/python -m bench.corpus_report

# speed side by side with other readers, on the same documents in one run
bench: $(VENV)/.dev
	$(RUN)/python -m bench.speed

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(RUN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "需要 Python 3.11 或更新版本；可用 make PYTHON=python3.12 指定 (Python 3.11 or newer is needed)"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9

$(VENV)/.core: pyproject.toml uv.lock | $(RUN)/uv
	$(SYNC) --no-dev
	@touch $@

$(VENV)/.extras: pyproject.toml uv.lock | $(RUN)/uv
	$(SYNC) --no-dev --all-extras
	@touch $@ $(VENV)/.core

$(VENV)/.dev: pyproject.toml uv.lock | $(RUN)/uv
	$(SYNC) --all-extras
	@touch $@ $(VENV)/.core
