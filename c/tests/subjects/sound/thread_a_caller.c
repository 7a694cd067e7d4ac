/* thread_a_caller: a thread for each caller, which blocks. */
#include "sound.h"

int main(int argc, char *argv[])
{
	serve_by_threads(listening(argc, argv, 0));
}
