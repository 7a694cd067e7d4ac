# shellcheck shell=bash
# The words of the scenarios, for Bats.
#
# A scenario is data (docs/vocabulary.md). The driver reads the file, runs its casts and
# judges its claims, once a file. A word that claims then looks up its answer: the one for
# the same place in the same test, with the same arguments. So Bats can neither pass what
# was not judged nor leave out what was.
#
# Bats sources this file inside a function, hence declare -g.

declare -g sockspec_root=${BASH_SOURCE[0]%/*}/..
declare -g sockspec_place=0 # of the next claim in its test

# The answers. By the number of a requirement: its verdict, what there is to say of it, how
# many claims it makes, and the place of the one that fails. By place: the claim's words.
declare -gA sockspec_verdict=() sockspec_text=() sockspec_claims=() sockspec_broken_at=()
declare -gA sockspec_words=()

# The driver has read these from the file; there is nothing to look up.
stdin()    { :; }                              # ROLE LINE…
hold()     { :; }                              # [each] 'CALL' until 'EVENT' [or quiet]
pause()    { :; }                              # ROLE [from 'EVENT'] until 'EVENT' [or quiet]
short()    { :; }                              # 'CALL' N
fail()     { :; }                              # 'CALL' ERRNO [from 'EVENT']
signal()   { :; }                              # ROLE SIGNAL when 'EVENT'
limit()    { :; }                              # ROLE descriptors N when 'EVENT'
terminal() { :; }                              # ROLE
over()     { :; }                              # FAMILY…
type()     { [[ $1 != -* ]] || builtin type "$@"; } # ROLE 'TEXT' when 'EVENT'

cast()     { sockspec_quick sockspec_enter; }                 # ROLE=PROGRAM…
requires() { sockspec_quick sockspec_enter; }                 # WHAT…

happens()   { sockspec_quick sockspec_claim happens "$@"; }   # 'EVENT'…
never()     { sockspec_quick sockspec_claim never "$@"; } # 'EVENT' [after 'EVENT'] [until 'EVENT']
prints()    { sockspec_quick sockspec_claim prints "$@"; }      # ROLE 'TEXT'
exits()     { sockspec_quick sockspec_claim exits "$@"; }     # ROLE [!=] STATUS
carries()   { sockspec_quick sockspec_claim carries "$@"; }   # 'ROLE>ROLE' [OP] N until 'EVENT'
zombies()   { sockspec_quick sockspec_claim zombies "$@"; }   # ROLE N
connections() { sockspec_quick sockspec_claim connections "$@"; } # ROLE [OP] N
processes() { sockspec_quick sockspec_claim processes "$@"; } # ROLE [OP] N since 'EVENT'
sockets()   { sockspec_quick sockspec_claim sockets "$@"; }   # ROLE STATE N
rests()     { sockspec_quick sockspec_claim rests "$@"; }     # ROLE

# COMMAND… without the trap by which Bats follows every command, which takes longer than they do.
sockspec_quick() {
	set +T
	"$@" || return
	set -T
}

# Where a scenario has no setup_file of its own, its file is judged all the same.
setup_file() { sockspec_judge; }

# Every claim of the test must have been made.
teardown() {
	local made=$sockspec_place judged=${sockspec_claims[${BATS_TEST_DESCRIPTION%% *}]-}
	if [[ -n ${BATS_TEST_COMPLETED-} && -z ${BATS_TEST_SKIPPED-} && $made != "$judged" ]]; then
		echo "not judged: this test makes $made claims, and ${judged:-none} were judged"
		return 1
	fi
}

# Have the file judged, as far as its tests were selected, and keep the answers.
sockspec_judge() {
	local name id only=()
	for name in "${tests_to_run[@]-}"; do # Bats's own list, as test_7-2e4_the_title
		id=${name#test_} id=${id%%_*}
		[[ -z $id ]] || only+=("${id//-2e/.}")
	done
	"${PYTHON:-/usr/bin/python3}" -S -c '
import sys
sys.path[0] = sys.argv.pop(1)
from harness.__main__ import main
sys.exit(main(sys.argv[1:]))' "$sockspec_root" bats --answers "$BATS_FILE_TMPDIR/answers.bash" \
		"$BATS_TEST_FILENAME" "${only[@]}" 3>&-
}

# In setup_file: judge. At the beginning of a test: is it one that can hold?
sockspec_enter() {
	if [[ -z ${BATS_TEST_NAME-} ]]; then
		sockspec_judge
		return
	fi
	# shellcheck source=/dev/null # the driver writes it
	((${#sockspec_verdict[@]})) || source "$BATS_FILE_TMPDIR/answers.bash"
	local id=${BATS_TEST_DESCRIPTION%% *}
	case ${sockspec_verdict[$id]-missing} in
	holds | fails | tolerated) ;;
	skipped) skip "${sockspec_text[$id]}" ;;
	missing) sockspec_break "not judged: the driver knows no requirement $id in this file" ;;
	*) sockspec_break "${sockspec_text[$id]}" ;;
	esac
}

# WORD ARGUMENT…
sockspec_claim() {
	sockspec_enter || return
	local id=${BATS_TEST_DESCRIPTION%% *} IFS=$'\x1f'
	local place="$id $sockspec_place"
	sockspec_place=$((sockspec_place + 1))
	if [[ ${sockspec_words[$place]-} != "$*" ]]; then
		local which="claim $sockspec_place of $id"
		sockspec_break "not judged: $which is not the one that the driver read"
	elif [[ ${sockspec_broken_at[$id]-} == "$place" ]]; then
		sockspec_tell "$id"
	fi
}

# ID: a failure breaks its test; what is tolerated is printed, where Bats prints what passes, too.
sockspec_tell() {
	if [[ ${sockspec_verdict[$1]} == fails ]]; then
		sockspec_break "${sockspec_text[$1]}"
	else
		printf '%s\n' "${sockspec_text[$1]}" | sed 's/^/# /' >&3
	fi
}

# SENTENCE
sockspec_break() {
	printf '%s\n' "$1"
	return 1
}
