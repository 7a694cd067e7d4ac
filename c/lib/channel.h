/* channel: where a program tells its calls, as docs/told.md has it. */
#ifndef CHANNEL_H
#define CHANNEL_H

/** The variable that says where to: the number of a descriptor, or the path of a file. */
#define CHANNEL_VARIABLE "SOCKSPEC_TOLD"

enum {
	/** Numbers of channels begin here: above those that programs get, below their limit. */
	CHANNEL_FD = 900,
	/** Bytes of a line: four times the longest that has been seen. */
	CHANNEL_LINE = 4096,
};

#endif
