# Two commands are enough: `make demo` and `make test`. Both first do `make setup`, which starts nothing.
# Recipes use relative paths only, so that the folder may have a long name or a space in it.

RUN = .venv/bin/python
WITH_SERVICES = $(RUN) -m taskforce.services exec --
PACKAGES = .venv/.installed
FRONT_END = node_modules/.installed
WORDS = locale/nl/LC_MESSAGES/django
STATIC = staticfiles/.collected

# Tests and the demonstration start many processes, which should not compile the same code again and again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo test lint bench messages lock sbom clean

setup: $(STATIC) $(WORDS).mo

$(PACKAGES): requirements/development.lock
	@bash bin/install-packages
	@touch $@

$(FRONT_END): package-lock.json $(PACKAGES)
	@bash bin/install-front-end
	@touch $@

$(WORDS).mo: $(WORDS).po $(PACKAGES)
	@rm -f $@
	@$(RUN) -m babel.messages.frontend --quiet compile --locale nl --input-file $< --output-file $@
	@test -f $@ || { echo "$< is marked as fuzzy as a whole: take the mark from its header." >&2; exit 1; }

$(STATIC): $(FRONT_END) $(shell find static */static -type f)
	@$(RUN) manage.py collectstatic --noinput --verbosity 0
	@touch $@

# Arguments for the demo, for instance: make demo ARGS=--once
# The clock of the demonstration starts at the same moment for all its processes.
demo: setup
	@TASKFORCE_DEMO=1 TASKFORCE_NOW=$${TASKFORCE_NOW:-2023-12-04T09:00} TASKFORCE_NOW_SINCE=$$(date +%s) \
		$(WITH_SERVICES) $(RUN) manage.py demo $(ARGS)

# Arguments for pytest, for instance: make test ARGS="-n 0 -x tests/timeline"
# A process per core, and no more than a Redis of sixteen databases can tell apart.
test: setup
	@$(WITH_SERVICES) $(RUN) -m pytest -n logical --maxprocesses 8 --dist worksteal $(ARGS)

lint: setup
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy
	@$(RUN) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()' --no-logo
	@$(RUN) -m djlint --lint --quiet templates
	@$(WITH_SERVICES) $(RUN) manage.py makemigrations --check --dry-run
	@$(RUN) bin/collect-messages --check

bench: setup
	@$(WITH_SERVICES) $(RUN) -m tests.bench $(ARGS)

# Collects the words of the interface into locale/; needs GNU gettext.
messages: setup
	@$(RUN) bin/collect-messages

# Brings the locks up to date with pyproject.toml; versions that still fit stay.
lock: setup
	@$(RUN) -m uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header pyproject.toml -o requirements/runtime.lock
	@$(RUN) -m uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header pyproject.toml --group dev -o requirements/development.lock

# The bill of materials of what is shipped (CycloneDX), from the locks.
sbom: setup
	@$(RUN) bin/make-sbom

clean:
	rm -rf .venv .run node_modules staticfiles demo-output test-artefacts
