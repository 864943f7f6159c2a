# Everything that is done with the project; `make` alone lists it.

PYTHON ?= python3
VENV   ?= .venv
HOST   ?= 127.0.0.1
PORT   ?= 8080

# Another package index to take torch from: without one, Linux gets a build with several GB of CUDA libraries.
TORCH_INDEX ?=

# What `make score` reads and writes, and how.
INPUT   ?=
OUTPUT  ?=
COLUMNS ?=
WORKERS ?= 1
RESTART ?=

# Articles for `make bench`, JSON Lines; without them, those that come with the project.
ARTICLES ?=

# What the tone model and its teacher learn from besides our corpus.
WIDER := --look-up --public newsmtsc_train plover_train unscon dse_train

# How long `make fuzz` goes on.
MINUTES ?= 10

# Folder for what `make audit` writes.
AUDIT ?= build/audit

# Docker, podman or buildah.
ENGINE ?= docker
IMAGE  ?= demarche:local

BIN     := $(VENV)/bin
PIP     := $(BIN)/python -m pip install --quiet --disable-pip-version-check $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))
RUNTIME := $(VENV)/.runtime
DEV     := $(VENV)/.dev
TRAIN   := $(VENV)/.train
BATCH   := $(VENV)/.batch
RAY     := $(VENV)/.ray
BENCH   := $(VENV)/.bench
# Environments of their own: the tools that look at dependencies, and what the image holds, for them to look at.
TOOLS   := $(VENV)-supply
IMAGED  := $(VENV)-image

.DEFAULT_GOAL := help
.PHONY: help run score score-ray score-seeds test test-long lint typecheck format train eval audit bench fuzz lock supply docker docker-test screenshots clean

help: ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | awk -F'\t' '{ printf "%-14s %s\n", $$1, $$2 }'

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.txt | $(BIN)/python
	$(PIP) -r requirements.txt
	@touch $@

$(BATCH): requirements.txt requirements-batch.txt | $(BIN)/python
	$(PIP) -r requirements.txt -r requirements-batch.txt
	@touch $@ $(RUNTIME)

$(RAY): requirements.txt requirements-batch.txt requirements-ray.txt | $(BIN)/python
	$(PIP) -r requirements.txt -r requirements-batch.txt -r requirements-ray.txt
	@touch $@ $(BATCH) $(RUNTIME)

$(DEV): requirements.txt requirements-batch.txt requirements-ray.txt requirements-dev.txt | $(BIN)/python
	$(PIP) -r requirements.txt -r requirements-batch.txt -r requirements-ray.txt -r requirements-dev.txt
	@touch $@ $(RAY) $(BATCH) $(RUNTIME)

$(TRAIN): requirements.txt requirements-train.txt | $(BIN)/python
	$(PIP) -r requirements.txt -r requirements-train.txt
	@touch $@ $(RUNTIME)

$(BENCH): requirements.txt requirements-bench.txt | $(BIN)/python
	$(PIP) -r requirements.txt -r requirements-bench.txt
	@touch $@ $(RUNTIME)

$(TOOLS)/.done: requirements-supply.txt
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-supply.txt
	@touch $@

$(IMAGED)/.done: requirements.txt requirements.lock
	$(PYTHON) -m venv $(IMAGED)
	$(IMAGED)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(IMAGED)/bin/python -m pip install --quiet --disable-pip-version-check $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) -r requirements.txt
	@touch $@

run: $(RUNTIME) ## serve on HOST:PORT with the embedded models
	exec $(BIN)/python -m service serve --host $(HOST) --port $(PORT)

score: $(BATCH) ## score INPUT (a folder, .jsonl, .csv, .parquet) into OUTPUT (.jsonl, .csv, .parquet)
	@$(BIN)/python -m service score-all "$(INPUT)" "$(OUTPUT)" --workers $(WORKERS) $(if $(COLUMNS),--columns "$(COLUMNS)") $(if $(RESTART),--restart)

score-ray: $(RAY) ## the same on Ray Data: at RAY_ADDRESS, or here with WORKERS actors
	@$(BIN)/python -m service score-all "$(INPUT)" "$(OUTPUT)" --ray --workers $(WORKERS) $(if $(COLUMNS),--columns "$(COLUMNS)") $(if $(RESTART),--restart)

score-seeds: $(RUNTIME) ## score the articles in seeds/ and print a table
	@$(BIN)/python -m service score seeds/*.txt

test: lint typecheck ## lint, check types, and run all quick tests
	$(BIN)/python -m pytest

test-long: $(DEV) ## the tests that take minutes
	$(BIN)/python -m pytest -m long

lint: $(DEV) ## ruff
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .

typecheck: $(DEV) ## mypy, strict
	$(BIN)/python -m mypy

format: $(DEV) ## let ruff format and sort what it can
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

train: $(TRAIN) ## retrain the models from the data sets in DEMARCHE_DATA_DIR
	$(PIP) -r requirements-encoder.txt
	$(BIN)/python -m training.train_attribution
	$(BIN)/python -m training.train_speakers
	$(BIN)/python -m training.train_targets
	$(BIN)/python -m training.train_tone --encoder mpnet --epochs 2 --learning-rate 4e-5 --batch 2048 $(WIDER) \
		--run runs/tone-teacher --output runs/tone-teacher/model
	$(BIN)/python -m training.train_tone --encoder mpnet --layers 6 --epochs 2 --learning-rate 6e-5 --batch 2048 $(WIDER) \
		--run runs/tone-start --output runs/tone-start/model
	$(BIN)/python -m training.distill_tone --teachers runs/tone-teacher/model --start runs/tone-start/model \
		--output runs/tone-taught/model
	$(BIN)/python -m training.train_tone --start runs/tone-taught/model --epochs 1 --learning-rate 3e-5 --batch 2048 \
		$(WIDER) --run runs/tone-further --output runs/tone-further/model
	$(BIN)/python -m training.mean_tone runs/tone-taught/model runs/tone-further/model --output runs/tone-mean/model
	$(BIN)/python -m training.train_tone --start runs/tone-mean/model --epochs 1 --learning-rate 4e-5 --batch 2048 \
		$(WIDER) --run runs/tone-wider --output runs/tone-wider/model
	$(BIN)/python -m training.train_tone --start runs/tone-wider/model --epochs 1 --part 0.6 --seed 2 \
		--learning-rate 3e-5 --batch 2048 $(WIDER) --run runs/tone-last
	$(BIN)/python -m training.calibrate_tone
	$(BIN)/python -m training.train_evidence

eval: $(TRAIN) ## measure quality on the data sets in DEMARCHE_DATA_DIR
	$(BIN)/python -m training.evaluate

audit: $(TRAIN) ## even-handedness: articles written anew, scores by country, sureness; figures and pictures into AUDIT
	@mkdir -p "$(AUDIT)"
	$(BIN)/python -m training.audit --output "$(AUDIT)/audit.json" --pictures "$(AUDIT)"

bench: $(BENCH) ## measure the engine beside its alternatives, on ARTICLES or the bundled ones
	$(BIN)/python -m benchmarks.bench $(if $(ARTICLES),--articles "$(ARTICLES)")

fuzz: $(DEV) ## look for inputs that break a parser or the pipeline, guided by coverage, for MINUTES
	$(PIP) -r requirements-fuzz.txt
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES) --keep

lock: $(TOOLS)/.done ## fix everything that the image installs by its hash, in requirements.lock
	@mkdir -p build
	$(TOOLS)/bin/pip-compile --quiet --generate-hashes --strip-extras --no-header --no-emit-index-url \
	  --no-emit-find-links --unsafe-package torch --output-file build/lock.txt requirements.txt
	@{ sed '/^[^#]/,$$d' requirements.lock; sed '/^# WARNING/,$$d; /^# The following/,$$d' build/lock.txt; } > build/lock.new
	@mv build/lock.new requirements.lock

supply: $(TOOLS)/.done $(IMAGED)/.done ## what the image is made of: SBOM (build/sbom.json), docs/licences.md, known vulnerabilities
	@mkdir -p build
	$(TOOLS)/bin/cyclonedx-py environment $(IMAGED)/bin/python --pyproject pyproject.toml --output-reproducible -o build/sbom.json
	$(TOOLS)/bin/pip-licenses --python=$(IMAGED)/bin/python --format=markdown --output-file build/licences.md
	@{ sed '/^|/,$$d' docs/licences.md; cat build/licences.md; } > build/licences.new && mv build/licences.new docs/licences.md
	$(TOOLS)/bin/pip-audit --path $$($(IMAGED)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')

screenshots: $(DEV) ## make the pictures in docs/images/ anew
	$(BIN)/python -m tests.page.screenshots

docker: ## build the image
	$(ENGINE) build $(if $(TORCH_INDEX),--build-arg TORCH_INDEX=$(TORCH_INDEX)) --tag $(IMAGE) .

docker-test: $(RUNTIME) ## start the image, ask it about an article, stop it
	$(BIN)/python -m deploy.try_image --engine $(ENGINE) --image $(IMAGE)

clean: ## remove the virtual environment and all caches
	rm -rf $(VENV) $(TOOLS) $(IMAGED) build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
