# Two commands are enough: `make demo` and `make test`. Both first do `make setup`, which starts nothing.
# Recipes use relative paths only, so that the folder may have a long name or a space in it.

RUN = .venv/bin/python
WITH_SERVICES = $(RUN) -m taskforce.services exec --
STAMP = .venv/.installed

.PHONY: setup demo test lint bench messages screenshots lock clean

setup: $(STAMP) node_modules/.installed
	@$(RUN) -m babel.messages.frontend --quiet compile --directory locale --domain django --use-fuzzy 2>/dev/null
	@$(RUN) manage.py collectstatic --noinput --verbosity 0

$(STAMP): requirements/development.lock
	@test -x .venv/bin/python || bash bin/make-venv
	@$(RUN) -m pip install --quiet --disable-pip-version-check "$$(sed -n 's/^\(uv==[^ ]*\).*/\1/p' requirements/development.lock)"
	@$(RUN) -m uv pip sync --quiet --require-hashes requirements/development.lock
	@touch $(STAMP)

node_modules/.installed: package-lock.json $(STAMP)
	@bash bin/install-front-end
	@touch node_modules/.installed

# Arguments for the demo, for instance: make demo ARGS=--once
demo: setup
	@$(WITH_SERVICES) $(RUN) manage.py demo $(ARGS)

# Arguments for pytest, for instance: make test ARGS="tests/timeline -x"
test: setup
	@$(WITH_SERVICES) $(RUN) -m pytest $(ARGS)

lint: setup
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy
	@$(RUN) -m importlinter.cli lint
	@$(RUN) -m djlint --check --lint --quiet templates
	@$(WITH_SERVICES) $(RUN) manage.py makemigrations --check --dry-run
	@$(RUN) bin/check-messages

bench: setup
	@$(WITH_SERVICES) $(RUN) -m tests.bench $(ARGS)

# Collects the words of the interface into locale/; needs GNU gettext.
messages: setup
	@$(RUN) manage.py makemessages --locale nl --no-location --no-obsolete --ignore node_modules --ignore .venv

lock: setup
	@$(RUN) -m uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header pyproject.toml -o requirements/runtime.lock
	@$(RUN) -m uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header pyproject.toml --group dev -o requirements/development.lock

clean:
	rm -rf .venv .run node_modules staticfiles demo-output test-artefacts
