/* dies_at_start: is gone before it has served anybody. */
#include "fixture.h"

int main(void)
{
	die("cannot read its configuration");
}
