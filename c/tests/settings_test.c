/* settings: NAME=VALUE of a network, and nothing else of the machine. */
#include "sandbox/settings.h"

#include <errno.h>

#include "check.h"

static void whole(void)
{
	char text[] = "net.ipv4.ip_local_port_range=40000 40007", empty[] = "net.ipv4.x=", two[] = "net.a=b=c";
	struct setting setting;

	assert(setting_parse(&setting, text) == 0);
	expect_text("name", setting.name, "net.ipv4.ip_local_port_range");
	expect_text("value", setting.value, "40000 40007");
	assert(setting_parse(&setting, empty) == 0);
	expect_text("an empty value", setting.value, "");
	assert(setting_parse(&setting, two) == 0);
	expect_text("a value with =", setting.value, "b=c");
	ok("settings: name and value");
}

static void none(void)
{
	static const char *const rows[] = {
		"", "=", "net", "net.", "net.=1", "net.ipv4.=1", "net.ipv4.tcp_rmem", "kernel.shmmax=1",
		"net.../../kernel/shmmax=1", "net..ipv4=1", "net/ipv4/x=1", "net.ipv4.x =1", "NET.x=1",
	};
	char text[64];
	struct setting setting;

	for (size_t i = 0; i < COUNT(rows); i++) {
		(void)snprintf(text, sizeof(text), "%s", rows[i]);
		expect(setting_parse(&setting, text) == -EINVAL, rows[i]);
	}
	ok("settings: what is none of a network");
}

static void ours(void)
{
	int count = 0;

	for (const struct setting *each = settings_of_ours(); each->name; each++, count++)
		expect(!strncmp(each->name, "net.", 4) && *each->value, each->name);
	assert(count > 0 && count < SETTINGS_OWN);
	ok("settings: those of every world");
}

int main(void)
{
	whole();
	none();
	ours();
	return 0;
}
