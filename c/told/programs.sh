#!/bin/sh
# Print programs.h: the programs of these files, whose main() is called main_NAME().
#
#   programs.sh FILE.c...
set -eu

# For each file the text of its kind, with the program's name in the place of each %s.
each() { # TEXT-IF-MAIN-TAKES-NOTHING TEXT FILE...
	alone=$1 other=$2
	shift 2
	for file; do
		name=$(basename "$file" .c)
		text=$other
		! grep -q '^int main(void)' "$file" || text=$alone
		echo "$text" | sed "s/%s/$name/g"
	done
}

echo 'struct program {'
echo '	const char *name;'
echo '	int (*main)(int argc, char *argv[]);'
echo '	int (*alone)(void); /* or so, if it takes nothing */'
echo '};'
each 'int main_%s(void);' 'int main_%s(int argc, char *argv[]);' "$@"
echo '#ifdef PROGRAMS_WANTED'
echo 'static const struct program PROGRAMS[] = {'
each '	{ .name = "%s", .alone = main_%s },' '	{ .name = "%s", .main = main_%s },' "$@"
echo '	{ .name = NULL }'
echo '};'
echo '#endif'
