# Plainspine's commands. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON := .venv/bin/python
export RASA_TELEMETRY_ENABLED = false

.PHONY: help run chat test eval bench growth soak fuzz setup stock train lock clean

help: ## List the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: setup ## Set up, train if needed, serve http://127.0.0.1:5005 (PORT=... for another port)
	@$(PYTHON) -m bot serve

chat: setup ## Set up, train if needed, chat in the terminal
	@$(PYTHON) -m bot chat

test: ## Set up, run all tests (browser tests included)
	@scripts/setup test
	@scripts/programs
	@$(PYTHON) -m bot train
	@$(PYTHON) -m pytest -n 2 --dist loadfile

eval: ## Measure understanding and safety on the held-out sets, beside stock Rasa (most of an hour the first time)
	@scripts/setup test
	-@scripts/setup stock
	@$(PYTHON) -m bot eval --stock

bench: ## Measure speed, memory, size, growth and two servers, beside stock Rasa: about 45 minutes on two cores
	@scripts/setup test
	@scripts/setup stock
	@$(PYTHON) -m bot bench

growth: setup ## Measure only what a turn costs as conversations, stored ones, content and clients grow
	@$(PYTHON) -m bot growth

soak: setup ## Hold 20,000 turns with a server and draw its memory
	@$(PYTHON) -m bot soak

fuzz: ## Send 10,000 made-up requests to a server
	@scripts/setup test
	@$(PYTHON) -m pytest tests/faults/test_fuzz.py --fuzz 10000 -s

setup: ## Install what Plainspine needs to run
	@scripts/setup run

stock: ## Install stock Rasa with TensorFlow, for comparison only
	@scripts/setup stock

train: setup ## Train the model unless it is there
	@$(PYTHON) -m bot train

lock: ## Renew the lock files from requirements/*.in
	@scripts/lock

clean: ## Remove what was installed, built and trained
	rm -rf .venv .venv-boot .venv-stock .cache models
