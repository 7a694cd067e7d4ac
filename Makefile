# sockspec: "make help" lists what to ask for. GNU make 4.0 or later.
#
# Nothing here asks the machine anything while this file is read, so that
# `make setup check` works where there is nothing yet but make.

CFLAGS ?= -O2 -g
PYTHON ?= /usr/bin/python3
export CC PYTHON

WARNINGS   := -Wall -Wextra -Wconversion -Wshadow -Wmissing-prototypes -Wvla
ALL_CFLAGS  = -std=c11 -D_GNU_SOURCE $(WARNINGS) -Ic/lib -MMD -MP $(CPPFLAGS) $(CFLAGS)

objects   = $(patsubst c/%.c,build/obj/%.o,$(wildcard $1))
LIB      := $(call objects,c/lib/*.c)
OBSERVER := $(call objects,c/observe/*.c c/observe/*/*.c)
PROGRAMS := $(patsubst c/%.c,build/%,$(wildcard c/fixtures/*/*.c c/flawed/*.c))
BENCH    := $(patsubst c/%.c,build/%,$(wildcard c/bench/*.c))
C_TESTS  := $(patsubst c/%.c,build/%,$(wildcard c/tests/*_test.c))
SUBJECTS := $(patsubst c/%.c,build/%,$(wildcard c/tests/subjects/*.c c/tests/subjects/*/*.c))
TELLING  := $(call objects,c/told/*.c)
LOCALES  := $(patsubst po/%.po,build/locale/%/LC_MESSAGES/sockspec.mo,$(wildcard po/*.po))

# The four slots reach the driver as they were typed: make would expand a `$`.
$(foreach slot,SERVER CLIENT VIA STACK,$(if $(value $(slot)),\
	$(eval override export $(slot) := $$(value $(slot)))))

# Goals are reached one after the other, with -j too (`make -j4 clean check`);
# only the compiling goes in parallel, and that without being asked.
ifeq (,$(filter programs told c-tests bench-programs,$(MAKECMDGOALS)))
.NOTPARALLEL:
endif
PARALLEL = +@$(MAKE) --no-print-directory \
	$(if $(findstring -j,$(MAKEFLAGS)),,-j$$(nproc 2>/dev/null || echo 2))

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: build told setup subjects check test lint unit controls mutants bench show report compare survey catalogue stacks grade mistakes manual install uninstall deb clean help programs fixtures c-tests bench-programs FORCE

build: ## compile the observer and the programs (default)
	$(PARALLEL) programs

setup: GROUP = $(if $(filter-out setup build check show clean help,$(MAKECMDGOALS)),test,$(or \
	$(lastword $(sort $(filter build check,$(MAKECMDGOALS)))),test))
setup: ## install what is missing, for the goals named with it or for all
	@ci/setup $(GROUP)
	@$(if $(filter test,$(GROUP)),ci/kernel)

subjects: ## install the programs that presets start: SLOT='via server'
	@ci/subjects $(SLOT)

# make's own status is 2 for every failure. What it was is in make's last line:
# Error 1 something does not hold, 2 wrong usage, 3 broken, 4 all was skipped.
# A script that needs the number runs the line below itself, after `make`.
check: build build/has/check $(LOCALES) ## judge what sits in the slots: SERVER= CLIENT= VIA= STACK=, SPEAKS=http, ARGS='-k halfclose'
	$(PYTHON) -m pytest -p harness.doors.plugin $(ARGS) scenarios

test: lint unit controls ## test the project itself: all of the three below

lint: build/has/test build/told/programs.h ## ci/style, shellcheck, clang-tidy, flake8, mypy, yamllint, codespell
	ci/lint

unit: build build/has/test $(LOCALES) ## the tests of the C parts and of the driver
	$(PARALLEL) c-tests
	@status=0; for t in $(C_TESTS); do $$t || status=1; done; exit $$status
	@# One more at a time than there are cores: many a run waits for a second to pass.
	$(PYTHON) -m pytest -rs -n $$(($$(nproc 2>/dev/null || echo 2) + 1)) --dist load --junitxml=build/report/unit.xml $(ARGS) harness

controls: build build/has/check ## every requirement is seen to fail, with its controls and on changed evidence: TOPIC='halfclose zombies', STACK=
	$(PYTHON) -m harness controls $(TOPIC)

mutants: build build/has/check ## how many mutants of its evidence each requirement kills: TOPIC='halfclose zombies'
	@$(PYTHON) -m harness mutants $(TOPIC)

bench: build build/has/test ## print the figures, as ratios within one run: ARGS='--only calls'
	$(PARALLEL) bench-programs
	$(PYTHON) -m harness.bench $(ARGS)

show: build/has/check ## the newest run of a requirement as a ladder: RUN=7.5 ARGS=--all
	@$(PYTHON) -m harness show $(RUN) $(ARGS)

survey: build build/has/check ## judge every preset that is installed, and write docs/survey.md: ARGS='via --rounds 1'; of some, beside what is there: --add
	$(PYTHON) -m harness survey $(ARGS)

report: build/has/check ## the page of the last check with every run drawn; FORMAT=junit|ktap|tap|github prints that
	@$(PYTHON) -m harness report $(if $(FORMAT),--format $(FORMAT))

compare: build/has/check ## what came out otherwise in the second of two checks: A=results.json B=results.json
	@$(PYTHON) -m harness compare $(if $(A),'$(A)') $(if $(B),'$(B)')

catalogue: build build/has/check ## write docs/catalogue.md from the scenarios, their runs and docs/notes.md
	@mkdir -p build
	$(PYTHON) -m harness catalogue >build/catalogue.md
	mv build/catalogue.md docs/catalogue.md

stacks: build/has/check ## which stacks our programs can be run on, and which package is missing for one
	@$(PYTHON) -m harness stacks

grade: build build/has/check $(LOCALES) ## points for a program: POINTS=fixtures/course/echo_server/points.toml SERVER='./mine {port}'
	@$(PYTHON) -m harness grade $(POINTS) $(ARGS)

mistakes: build build/has/check ## write fixtures/mistakes.json: what all fails with each flawed program
	@mkdir -p build
	$(PYTHON) -m harness mistakes >build/mistakes.json
	mv build/mistakes.json fixtures/mistakes.json

manual: build/has/test ## write the manual page and the shells' completions from the table of options
	@mkdir -p build
	$(PYTHON) -m harness manual >build/sockspec.1
	mv build/sockspec.1 docs/sockspec.1
	PYTHONPATH=. shtab --shell=bash harness.commands.main.for_users >packaging/completion/sockspec.bash
	PYTHONPATH=. shtab --shell=zsh harness.commands.main.for_users >packaging/completion/_sockspec

# As the GNU Coding Standards have it: PREFIX is where it will be, DESTDIR where that is meanwhile.
PREFIX  ?= /usr/local
share   := $(PREFIX)/share
libexec := $(PREFIX)/libexec/sockspec
PYTHONDIR ?= $(PREFIX)/lib/python3/dist-packages
# What a check reads, and what `explain`, `presets` and stacks read of the sources.
SHARED  := sockspec harness Makefile pyproject.toml scenarios fixtures docs/notes.md c/lib c/fixtures \
	c/flawed c/told c/observe ci/setup ci/services ci/subjects
OURS    := __pycache__ *.po harness/tests harness/bench fixtures/subjects/sound fixtures/subjects/flawed
copied = tar $(patsubst %,--exclude='%',$(OURS)) --mode=go-w,a+rX -C $1 -cf - $2 | \
	tar --no-same-owner -C $(DESTDIR)$3 -xf -

install: build $(LOCALES) ## PREFIX=/usr/local DESTDIR=: the command sockspec, its manual, and all it needs
	install -d $(addprefix $(DESTDIR),$(PREFIX)/bin $(share)/sockspec $(libexec) $(share)/man/man1 \
		$(share)/doc/sockspec $(share)/locale)
	$(call copied,build,observe fixtures flawed,$(libexec))
	$(call copied,.,$(SHARED),$(share)/sockspec)
	$(call copied,.,README.md docs,$(share)/doc/sockspec)
	# A package has its own way to compile them, where it is installed.
	$(if $(DESTDIR),,$(PYTHON) -m compileall -q $(share)/sockspec/harness)
	ln -sfn ../../libexec/sockspec $(DESTDIR)$(share)/sockspec/build
	touch $(DESTDIR)$(share)/sockspec/installed
	ln -sfn ../share/sockspec/sockspec $(DESTDIR)$(PREFIX)/bin/sockspec
	$(call copied,build/locale,.,$(share)/locale)
	install -m 644 docs/sockspec.1 $(DESTDIR)$(share)/man/man1
	install -D -m 644 packaging/pytest_sockspec.py $(DESTDIR)$(PYTHONDIR)/pytest_sockspec.py
	install -D -m 644 packaging/completion/sockspec.bash \
		$(DESTDIR)$(share)/bash-completion/completions/sockspec
	install -D -m 644 packaging/completion/_sockspec \
		$(DESTDIR)$(share)/zsh/site-functions/_sockspec

deb: ## a package for Debian: build/deb/sockspec_*.deb
	ci/deb

uninstall: ## take away what install has put there
	$(RM) -r $(addprefix $(DESTDIR),$(PREFIX)/bin/sockspec $(share)/sockspec $(libexec) \
		$(PYTHONDIR)/pytest_sockspec.py $(share)/doc/sockspec $(share)/man/man1/sockspec.1 \
		$(share)/bash-completion/completions/sockspec $(share)/zsh/site-functions/_sockspec) \
		$(wildcard $(DESTDIR)$(share)/locale/*/LC_MESSAGES/sockspec.mo)

clean: ## remove everything that was built
	$(RM) -r build

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 10

programs: build/observe fixtures
fixtures: $(PROGRAMS)
bench-programs: $(BENCH)
c-tests: $(C_TESTS) $(SUBJECTS)

said = $(if $(V),,@echo '  $1 $@';) # `make V=1` prints the commands in full

# All programs in one, which tells its calls (c/told/told.h): each by a link of its name, too. Which
# functions of the C library the linker is to put it before stands where they are written.
TOLD       := build/told/bin/fixtures
TOLD_PARTS := $(PROGRAMS:build/%=build/obj/told/%.o)
told: $(TOLD)
	@for name in $(PROGRAMS:build/%=%); do mkdir -p build/told/$$(dirname $$name) && \
		ln -sf $(abspath $(TOLD)) build/told/$$name || exit; done

build/told/programs.h: c/told/programs.sh $(PROGRAMS:build/%=c/%.c)
	@mkdir -p $(@D)
	@c/told/programs.sh $(PROGRAMS:build/%=c/%.c) >$@

build/obj/told/fixtures.o: build/told/programs.h
build/obj/told/fixtures.o: private ALL_CFLAGS += -DPROGRAMS_WANTED -Ibuild/told
build/obj/told/%.o: c/%.c build/flags build/told/programs.h
	@mkdir -p $(@D)
	$(call said,CC  )$(CC) $(ALL_CFLAGS) -Dmain=main_$(notdir $*) -include build/told/programs.h -c $< -o $@

$(TOLD): $(TELLING) $(TOLD_PARTS) $(LIB)
	@mkdir -p $(@D)
	$(call said,LINK)$(CC) $(CFLAGS) -pthread $(LDFLAGS) $^ $(LDLIBS) -o $@ \
		$$(sed -n 's/^WRAP([^,]*, *\([a-z_0-9]*\),.*/-Wl,--wrap=\1/p' c/told/*.c) \
		-Wl,--wrap=exit,--wrap=_exit

build/observe: $(OBSERVER) $(LIB)
	$(call said,LINK)$(CC) $(CFLAGS) $(LDFLAGS) $^ -lseccomp $(LDLIBS) -o $@

# -pthread: before glibc 2.34, threads had a library of their own.
$(PROGRAMS) $(BENCH) $(SUBJECTS): build/%: build/obj/%.o $(LIB)
	@mkdir -p $(@D)
	$(call said,LINK)$(CC) $(CFLAGS) -pthread $(LDFLAGS) $^ $(LDLIBS) -o $@

build/tests/subjects/sound/io_uring build/tests/subjects/hostile/opens_by_a_ring: private LDLIBS += -luring

$(C_TESTS): build/%: build/obj/%.o $(filter-out %/main.o,$(OBSERVER)) $(LIB)
	@mkdir -p $(@D)
	$(call said,LINK)$(CC) $(CFLAGS) $(LDFLAGS) $^ -lseccomp $(LDLIBS) -o $@

build/obj/observe/%.o build/obj/tests/%.o: private ALL_CFLAGS += -Ic/observe
build/obj/%.o: c/%.c build/flags
	@mkdir -p $(@D)
	$(call said,CC  )$(CC) $(ALL_CFLAGS) -c $< -o $@

# The hints' catalogue, and behind it the notes', which has its texts from docs/notes.md.
build/locale/%/LC_MESSAGES/sockspec.mo: po/%.po docs/notes.md build/has/check
	@mkdir -p $(@D)
	@$(PYTHON) -m harness messages --notes >$(@D)/notes.po
	$(call said,PO  )msgcat --use-first $< $(@D)/notes.po | msgfmt --output-file=$@ -

# Another compiler or other flags rebuild: this file changes when they do. Who builds programs only
# (a stack) needs less than who builds the observer.
PROBED ?= build
FLAGS = $(CC) $(ALL_CFLAGS) $(LDFLAGS) $(LDLIBS)
build/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(FLAGS)' | cmp -s - $@ || { ci/setup --probe $(PROBED) && echo '$(FLAGS)' > $@; }

# Looked at once: a missing tool is an error that says what is missing and what to do.
build/has/%: ci/setup
	@mkdir -p $(@D)
	@ci/setup --probe $*
	@touch $@

-include $(patsubst %.o,%.d,$(LIB) $(OBSERVER) $(patsubst build/%,build/obj/%.o,$(PROGRAMS) $(BENCH) $(C_TESTS) $(SUBJECTS)))
