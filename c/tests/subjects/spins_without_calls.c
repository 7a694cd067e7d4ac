/* spins_without_calls: busy, and asks the kernel for nothing. */
int main(void)
{
	for (volatile unsigned turns = 0;; turns++)
		continue;
}
