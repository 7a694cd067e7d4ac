#!/bin/sh
# Print programs.h: the programs of these files, whose main() is called main_NAME().
#
#   programs.sh FILE.c...
set -eu

takes_nothing() {
	grep -q '^int main(void)' "$1"
}

echo 'struct program {'
echo '	const char *name;'
echo '	int (*main)(int argc, char *argv[]);'
echo '	int (*alone)(void); /* or so, if it takes nothing */'
echo '};'
for file; do
	name=$(basename "$file" .c)
	if takes_nothing "$file"; then
		echo "int main_$name(void);"
	else
		echo "int main_$name(int argc, char *argv[]);"
	fi
done
echo '#ifdef PROGRAMS_WANTED'
echo 'static const struct program PROGRAMS[] = {'
for file; do
	name=$(basename "$file" .c)
	if takes_nothing "$file"; then
		echo "	{ .name = \"$name\", .alone = main_$name },"
	else
		echo "	{ .name = \"$name\", .main = main_$name },"
	fi
done
echo '	{ .name = NULL }'
echo '};'
echo '#endif'
