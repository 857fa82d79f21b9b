# Every command of the project. `make` alone lists them.

VENV   := .venv
PYTHON := $(VENV)/bin/python
READY  := $(VENV)/.installed

# A second engine for the tests of the store. Its locked dependencies are not ours: a room of its own.
SECOND       := .venv-conformance
SECOND_READY := $(SECOND)/.installed

# What attacks the running system, in a room of its own too.
ATTACK       := .venv-security
ATTACK_READY := $(ATTACK)/.installed

# What is tried, in this order, to create the environment. To choose: make test CANDIDATES=python3.12
CANDIDATES := python3.13 python3.12 python3.11 python3

# The modules that write a file under docs/generated/, or a page of docs/, when run.
GENERATORS := tools.make_schema tools.make_actions tools.make_states tools.make_rules tools.make_data_page tools.make_cost_page tools.make_moving_page tools.make_picture

.DEFAULT_GOAL := help
.PHONY: help run test test-conformance demo check check-security bench mutate-regulations simulate package schema clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' Makefile

run: $(READY) ## start the whole system on this machine (PORT=8000, DATA=dir keeps its state, STORE=memory)
	@$(PYTHON) -m local

test: $(READY) ## run every test
	@$(PYTHON) -m pytest -n auto --maxprocesses 4 --dist loadfile

test-conformance: $(READY) $(SECOND_READY) ## run the tests of the store on a second engine
	@$(PYTHON) -m tools.conformance

demo: $(READY) ## tell the story of a ticket in every jurisdiction, fast-forwarded
	@$(PYTHON) -m local.demo

check: $(READY) ## lint, types, dead code, architecture, freshness of generated files
	@tools/check.sh

check-security: $(READY) $(ATTACK_READY) ## attack the edge: fuzzed requests, permissions, Schemathesis, bandit (10 minutes, 300 MB)
	@$(PYTHON) -m tools.check_security

bench: $(READY) ## measure, print a table, write bench/results.json
	@$(PYTHON) -m bench

simulate: $(READY) ## let hotlines live through every fault (OPS=100000), or tell one story again (SEED=n)
	@$(PYTHON) -m simulation --ops $(or $(OPS),100000) $(if $(SEED),--seed $(SEED))

mutate-regulations: $(READY) ## change every value of every regulation: some test must notice
	@$(PYTHON) -m tools.mutate_regulations

package: $(READY) ## make what is deployed, into build/ (STAGE=dev|prod, PARTITION=aws|aws-cn)
	@$(PYTHON) -m infra

schema: $(READY) ## make the files under docs/generated/ anew
	@set -e; for module in $(GENERATORS); do $(PYTHON) -m $$module; done

clean: ## remove everything that make made
	rm -rf $(VENV) $(SECOND) $(ATTACK) build .chalice/deployments .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A candidate counts only if it runs (a version manager's shim may exist and refuse) and can make
# an environment (Debian keeps that in a package of its own). One that breaks halfway leaves nothing.
define environment
	@$(1)/bin/python -c 'import pip' 2>/dev/null || { \
	    found=; \
	    for candidate in $(CANDIDATES); do \
	        "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	        found=$$candidate; rm -rf $(1); \
	        "$$candidate" -m venv $(1) >/dev/null 2>&1 && break; \
	        rm -rf $(1); \
	        "$$candidate" -m virtualenv -q $(1) 2>/dev/null && break; \
	        rm -rf $(1); \
	    done; \
	    if [ -z "$$found" ]; then \
	        echo "Python 3.11 or newer is needed; none of these runs: $(CANDIDATES)" >&2; exit 1; \
	    elif [ ! -x $(1)/bin/python ]; then \
	        echo "$$found cannot create an environment. On Debian or Ubuntu:" >&2; \
	        echo "    apt-get install python3-venv" >&2; exit 1; \
	    fi; \
	}
	@echo "Installing the locked dependencies into $(1) ..."
	@$(1)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(2)
	@touch $@
endef

$(READY): requirements.txt requirements-dev.txt
	$(call environment,$(VENV),requirements-dev.txt)

$(SECOND_READY): requirements-conformance.txt
	$(call environment,$(SECOND),requirements-conformance.txt)

$(ATTACK_READY): requirements-security.txt
	$(call environment,$(ATTACK),requirements-security.txt)
