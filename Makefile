# QA Desk: the commands for working on it. `make` alone lists them.
# PYTHON=python3.13 chooses the interpreter of the virtual environment; TESTS=… and ARGS=… narrow a test run.

BIN := .venv/bin
CATALOGUE := build/qa_desk.pot
TRANSLATIONS := resources/translations
TESTS ?=
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test lint proof bench translations lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: ## set up, and open the window on the demo workspace (without a display: do the same and keep pictures)
	@setup/set_up.sh run
	@if [ "$$(uname)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		echo "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open."; \
		echo "Doing the same work without one; reports and a picture of every page go to build/tour."; \
		QT_QPA_PLATFORM=offscreen $(BIN)/qa-desk tour build/tour; \
	else \
		$(BIN)/qa-desk demo --open; \
	fi

test: ## set up, then lint, import floors, types and the test suite
	@setup/set_up.sh test
	@setup/check.sh $(TESTS) $(ARGS)

lint: ## the checks of `make test` that run nothing
	@setup/set_up.sh test
	@setup/check.sh --static

proof: ## what takes longer: wheel, real playback, kills and power cuts, reports in a browser, figures of other packages
	@setup/set_up.sh proof
	@QA_DESK_PEERS_PYTHON=$(CURDIR)/.venv-peers/bin/python QT_QPA_PLATFORM=offscreen \
		$(BIN)/python -m pytest tests/proof $(ARGS)

bench: ## time to start, and speed beside other packages, which get an environment of their own
	@setup/set_up.sh bench
	@QA_DESK_PEERS_PYTHON=$(CURDIR)/.venv-peers/bin/python QT_QPA_PLATFORM=offscreen \
		$(BIN)/python -m pytest tests/benchmarks -s $(ARGS)

translations: ## collect the texts of the program into the catalogues, and compile these
	@setup/set_up.sh test
	@mkdir -p build
	@$(BIN)/pybabel -q extract -F pyproject.toml -k N_ -k NN_:1,2 --no-location --sort-output --no-wrap \
		--project "QA Desk" --copyright-holder "The QA Desk maintainers" -o $(CATALOGUE) .
	@for catalogue in $(TRANSLATIONS)/*/LC_MESSAGES/qa_desk.po; do \
		$(BIN)/pybabel -q update -i $(CATALOGUE) -o $$catalogue --no-fuzzy-matching --ignore-obsolete --no-wrap \
			--ignore-pot-creation-date -l $$(basename $$(dirname $$(dirname $$catalogue))); \
	done
	@# Babel takes "5 % of" for a printf place and complains; tests/architecture/test_translations.py holds the real ones.
	@$(BIN)/pybabel compile -d $(TRANSLATIONS) -D qa_desk --statistics 2>&1 \
		| sed -e '/placeholders are incompatible/d' -e '/errors encountered/d'

lock: ## resolve the newest versions for OLDEST=python3.11 and NEWEST=python3.13 into the lock files
	@$${OLDEST:-python3.11} setup/lock.py $${OLDEST:-python3.11} $${NEWEST:-python3.13}

clean: ## remove what was built and both environments
	@rm -rf .venv .venv-peers build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	@find qa_desk tests setup resources -name __pycache__ -type d -prune -exec rm -rf {} +
	@find $(TRANSLATIONS) -name '*.mo' -delete
