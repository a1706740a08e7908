# Two commands do all the set-up: `make run` and `make test`.
# Other targets: make help

PREFIX ?= $(HOME)/.local
OUTPUT ?= output
SWIFT ?= swift
RELEASE = .build/release

# Debian packages that the build needs, each beside the pkg-config name that shows it is there.
LIBRARIES = libpng-dev:libpng wcslib-dev:wcslib \
            zlib1g-dev:zlib libcairo2-dev:cairo

# The browser that tests open the report's pages in, some hundred megabytes. Without one these tests
# are skipped: make test BROWSER=no
BROWSER ?= yes

# The Debian packages named behind it, as root.
INSTALL = root=""; [ "$$(id -u)" = 0 ] || root=sudo; $$root apt-get update -qq && \
          $$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq >/dev/null

.PHONY: help deps deps-test build run test test-out-of-tree api lint format bench bench-check install sample-data train clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

deps: ## install what is missing (Debian packages); asks for root only then
	@command -v $(SWIFT) >/dev/null || { \
	  echo "make: no Swift toolchain found: install Swift 6.3 or later from swift.org" >&2; exit 2; }
	@missing=""; \
	command -v pkg-config >/dev/null || missing="pkg-config"; \
	for pair in $(LIBRARIES); do \
	  pkg-config --exists "$${pair#*:}" 2>/dev/null || missing="$$missing $${pair%:*}"; \
	done; \
	fc-list 2>/dev/null | grep -qi dejavu || missing="$$missing fontconfig fonts-dejavu-core"; \
	[ -z "$$missing" ] || { \
	  echo "Installing:$$missing"; $(INSTALL) $$missing; }

deps-test: deps ## install what tests alone need: Chromium (BROWSER=no leaves it out)
	@[ "$(BROWSER)" != no ] || exit 0; \
	for browser in "$$ORRERY_CHROMIUM" chromium chromium-browser google-chrome; do \
	  [ -z "$$browser" ] || ! command -v "$$browser" >/dev/null || exit 0; \
	done; \
	echo "Installing: chromium"; $(INSTALL) --no-install-recommends chromium || \
	  echo "make: no Chromium could be had: tests in a browser will be skipped" >&2

build: deps ## build the release command
	@$(SWIFT) build -c release --product orrery

# What `make run` shows: a pipeline of each family of models.
SHOWN = morphology segment light-curves spectra photo-redshift galaxy-zoo galaxy-anomalies \
        catalogue-anomalies denoise restore realness

run: build ## run a pipeline of every family on sample-data and say where to look
	@set -e; for name in $(SHOWN); do \
	  echo "== Pipelines/$$name.yaml"; \
	  $(RELEASE)/orrery run Pipelines/$$name.yaml --output $(OUTPUT)/$$name; \
	done; \
	for name in stamp-gan/simulated stamp-diffusion/simulated image-flow/galaxies; do \
	  echo "== orrery generate $$name"; install -d $(OUTPUT)/generated/$${name%/*}; \
	  $(RELEASE)/orrery generate $$name --count 64 --seed 1 \
	    --output $(OUTPUT)/generated/$$name.fits --png $(OUTPUT)/generated/$$name.png; \
	done

test: deps-test ## run every test (debug)
	@$(SWIFT) test

test-out-of-tree: deps ## build, train and run plug-ins of every kind against an installation
	@Tests/OutOfTree/run.sh

api: deps ## record what is public of the SDK, where it was changed on purpose
	@ORRERY_UPDATE_API=1 $(SWIFT) test --filter APIDigestTests

lint: ## check the formatting
	@$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Plugins Tests

format: ## format every file
	@$(SWIFT) format format --in-place --recursive --parallel Package.swift Sources Plugins Tests

# Beside PyTorch and onnxruntime, in a Python environment of their own. Another interpreter that has
# the packages of requirements.txt serves too: make bench BENCH_PYTHON=python3
PEERS = Sources/Benchmarks/peers
BENCH_VENV = .build/bench-venv
BENCH_PYTHON ?= $(BENCH_VENV)/bin/python
BENCH_NEEDS = deps $(if $(filter $(BENCH_VENV)/%,$(BENCH_PYTHON)),$(BENCH_VENV))

$(BENCH_VENV): FORCE
	@cmp -s $(PEERS)/requirements.txt $@/requirements.txt || { \
	  echo "Installing PyTorch and onnxruntime into $@ (some minutes)" && \
	  python3 -m venv --clear $@ && \
	  $@/bin/pip install --quiet --requirement $(PEERS)/requirements.txt && \
	  cp $(PEERS)/requirements.txt $@/; }

FORCE:

bench: $(BENCH_NEEDS) ## time the reference workloads beside PyTorch (ARGS='--workloads a64 --quick')
	@$(SWIFT) build -c release --product benchmark
	@$(BENCH_PYTHON) $(PEERS)/bench.py run $(ARGS)

bench-check: $(BENCH_NEEDS) ## fail where a committed ratio to PyTorch fell
	@$(SWIFT) build -c release --product benchmark
	@$(BENCH_PYTHON) $(PEERS)/bench.py check $(ARGS)

install: build ## install the command, its libraries, models, SDK, templates, manual and completions under PREFIX
	@install -d "$(PREFIX)/bin" "$(PREFIX)/lib/swift" "$(PREFIX)/lib/orrery/plugins" \
	  "$(PREFIX)/lib/orrery/sdk/CPlugin"
	@install -m 755 $(RELEASE)/orrery "$(PREFIX)/bin/orrery"
	@install -m 644 $(RELEASE)/libOrreryKit.so "$(PREFIX)/lib/libOrreryKit.so"
	@ldd $(RELEASE)/orrery $(RELEASE)/libOrreryKit.so | awk '$$3 ~ "/swift/linux/" { print $$3 }' \
	  | sort -u | xargs -I{} install -m 644 {} "$(PREFIX)/lib/swift/"
	@for card in Plugins/*/Models/*.json; do \
	  name=$$(sed -n 's/^ *"architecture" *: *"\([^"]*\)".*/\1/p' "$$card"); \
	  install -d "$(PREFIX)/lib/orrery/models/$$name"; \
	  install -m 644 "$$card" "$${card%.json}.safetensors" "$(PREFIX)/lib/orrery/models/$$name/"; \
	  examples="$${card%.json}-examples.safetensors"; \
	  [ ! -e "$$examples" ] || install -m 644 "$$examples" "$(PREFIX)/lib/orrery/models/$$name/"; \
	done
	@rm -rf "$(PREFIX)/lib/orrery/report" && install -d "$(PREFIX)/lib/orrery/report"
	@install -m 644 Sources/Report/Pages/* "$(PREFIX)/lib/orrery/report/"
	@for module in OrreryKit NeuralNetwork TensorCore AstroData Files; do \
	  cp -R $(RELEASE)/Modules/$$module.swiftmodule "$(PREFIX)/lib/orrery/sdk/"; \
	done
	@install -m 644 Sources/OrreryKit/Sources/CPlugin/include/* "$(PREFIX)/lib/orrery/sdk/CPlugin/"
	@rm -rf "$(PREFIX)/lib/orrery/templates"
	@cp -R Sources/Templates/Packages "$(PREFIX)/lib/orrery/templates"
	@install -d "$(PREFIX)/share/bash-completion/completions" \
	  "$(PREFIX)/share/zsh/site-functions" "$(PREFIX)/share/fish/vendor_completions.d"
	@"$(PREFIX)/bin/orrery" --generate-completion-script bash \
	  > "$(PREFIX)/share/bash-completion/completions/orrery"
	@"$(PREFIX)/bin/orrery" --generate-completion-script zsh \
	  > "$(PREFIX)/share/zsh/site-functions/_orrery"
	@"$(PREFIX)/bin/orrery" --generate-completion-script fish \
	  > "$(PREFIX)/share/fish/vendor_completions.d/orrery.fish"
	@install -d "$(PREFIX)/share/man/man1"
	@$(SWIFT) build -c release --quiet --product generate-manual
	@$(RELEASE)/generate-manual "$(PREFIX)/bin/orrery" --output-directory "$(PREFIX)/share/man/man1"
	@echo "Installed $(PREFIX)/bin/orrery"

sample-data: build ## make sample-data/ again, byte for byte
	@sample-data/make.sh "$(RELEASE)/orrery"

clean: ## remove what was built and written
	@rm -rf .build $(OUTPUT)
