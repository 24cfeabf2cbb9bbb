# Short names for what developers do. `./hotline test` runs all the checks and needs no make.
BIN := .venv/bin
UV := $(or $(shell command -v uv),.uv/bin/uv)

.PHONY: help setup fmt lint types test snap real bench lock voices pictures console-wheel papers

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup:  ## the environment, with the developers' tools
	./hotline test --help >/dev/null

fmt:  ## format, and mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lint:  ## ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:  ## mypy --strict
	$(BIN)/mypy

test:  ## every check, as CI runs them
	./hotline test

snap:  ## take the console's pictures for the tests anew
	$(BIN)/pytest tests/snapshots --snapshot-update

real:  ## the tests with SIPp and baresip alone
	$(BIN)/pytest -m real_peer

bench:  ## every benchmark that needs nothing else, and what the others want
	$(BIN)/python -m benchmarks

lock:  ## pin every package anew
	$(UV) pip compile pyproject.toml --extra headset --extra postgres --extra asr --extra asr-sherpa --group dev --universal --python-version 3.11 \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet --upgrade -o requirements.lock

voices:  ## let espeak-ng speak the demo's callers anew (apt-get install espeak-ng sox)
	$(BIN)/python -m hotline_cli.demo.speak

console-wheel:  ## the console alone, for an agent's own PC
	$(UV) build --wheel packaging/console -o dist

papers:  ## the shipped Word templates anew
	$(BIN)/python -m api.papers.word_templates

pictures:  ## the docs' pictures of the console, and of the web pages by the tests in a browser
	$(BIN)/python -m console.pictures
	$(BIN)/python -m console.qa.pictures
	$(BIN)/python -m console.supervisor.pictures
	HOTLINE_PICTURES=docs/images $(BIN)/pytest tests/browser -q
