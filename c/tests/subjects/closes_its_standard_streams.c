/* closes_its_standard_streams: all three, and then prints and serves nobody. */
#include <unistd.h>

int main(void)
{
	for (int fd = 0; fd < 3; fd++)
		(void)close(fd);
	return write(1, "lost\n", 5) == -1 ? 0 : 1;
}
