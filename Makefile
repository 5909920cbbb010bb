# FlightHub: the commands of a day's work. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help run build test test-sanitizers testssl simulate fuzz bench loadtest chaos conformance contracts airports install

ARGS ?=
SEEDS ?= 100
SEED ?=
JOBS ?=
BASELINE ?=
# The Swift libraries become part of the programs, which then start sooner and run without a toolchain.
release := swift build -c release --static-swift-stdlib

help: ## List these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

run: install ## Install what is missing, build, and start a hub with its own PostgreSQL and Redis
	@printf '\033[1m==>\033[0m building flighthub (the first build takes some minutes)\n'
	@$(release) --product flighthub
	@exec .build/release/flighthub dev $(ARGS)

build: install ## Build .build/release/flighthub and .build/release/loadtest
	@printf '\033[1m==>\033[0m building (the first build takes some minutes)\n'
	$(release) --product flighthub
	$(release) --product loadtest

test: ## Install what is missing and run every test
	@.make/install test
	@.make/test

simulate: install ## Prove the guarantee with SEEDS=n seeds of the simulator, from SEED=s on, JOBS=j at a time
	@printf '\033[1m==>\033[0m building the simulator\n'
	@$(release) --product simulate
	@.build/release/simulate --seeds $(SEEDS) $(if $(SEED),--seed $(SEED)) $(if $(JOBS),--jobs $(JOBS))

testssl: build ## Rate the TLS of a private hub with testssl.sh (two minutes)
	@.make/testssl $(ARGS)

test-sanitizers: ## Run the Swift tests under the thread and the address sanitizer (an hour); ARGS="thread --filter Net"
	@.make/install test
	@.make/sanitizers $(ARGS)

fuzz: install ## Fuzz what reads strangers' bytes for MINUTES=10 together; ARGS="frames client" for some targets
	@.make/fuzz $(or $(MINUTES),10) $(ARGS)

bench: ## Measure the paths of every frame, event and request; BASELINE=write makes them the baseline
	@.make/install bench
	@BASELINE=$(BASELINE) .make/bench $(ARGS)

loadtest: build ## Put a private hub under load for two minutes; ARGS="run fanout --clients 10000" for one scenario
	@.make/loadtest $(ARGS)

chaos: build ## Kill, freeze, empty and fill the parts of a private cluster under load; MINUTES=1 for a smoke run
	@.build/release/loadtest run chaos --minutes $(or $(MINUTES),5) $(ARGS)

conformance: install ## Let the Autobahn test suite judge the WebSockets (needs Python 2.7; 10 minutes)
	@printf '\033[1m==>\033[0m building flighthub (the first build takes some minutes)\n'
	@$(release) --product flighthub
	@.make/conformance

contracts: ## Make protocol/*.json from protocol/*.yaml
	@.make/install test
	@.venv/bin/python .make/contracts.py

airports: ## Make Sources/CAssets/data/airports.csv from PyPI's airportsdata
	@.make/install test
	@.make/airports

install:
	@.make/install run
