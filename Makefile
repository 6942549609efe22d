# Two commands are enough: `make run` shows the program doing its main job, `make check` proves it.
.PHONY: help run check check-reference soak bench format reference clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-18s %s\n", $$1, $$2 }' Makefile

run: ## prepare this machine, rehearse a real fix through the whole line, leave the desk running
	@scripts/prepare-checkout --node-only
	@scripts/prepare run
	@./sameday drill

check: ## prepare this machine, then types, lint, rooms, gates, unit and system tests
	@scripts/prepare-checkout --node-only
	@scripts/prepare check
	@scripts/check

check-reference: ## the full reference sets, from SAMEDAY_REFERENCE (default ../shared)
	@scripts/check packages reference

soak: ## kill -9 at many moments of mail's arrival and of the line; takes hours
	@scripts/check packages
	@scripts/run-typescript tests/soak/arrival.ts
	@scripts/run-typescript tests/soak/run.ts
	@SAMEDAY_SOAK=1 node node_modules/.bin/vitest run --project lines tests/system/sealed-update-kill.test.ts

bench: ## figures beside their limit or peer
	@scripts/check packages
	@scripts/run-typescript tests/bench/run.ts

format: ## rewrite the sources in the house's form
	@node node_modules/.bin/biome check --write .

reference: ## write the generated pages: docs/reference and the manual page
	@SAMEDAY_UPDATE=1 node node_modules/.bin/vitest run --project gates tests/gates/generated-pages.test.ts

clean: ## remove what was built; data directories stay
	@rm -rf dist .sameday/dist.new .sameday/loaded coverage
