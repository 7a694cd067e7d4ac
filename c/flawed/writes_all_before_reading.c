/*
 * writes_all_before_reading: an echo client that reads when everything is sent.
 *
 * The mistake: write all, then read all. It is made because it works up to the
 * size of the buffers. Beyond it the server, whose answers nobody takes, stops
 * reading; then the client's write waits for the server, and the server's for
 * the client. With a ROOM, the buffers are small, and it is soon so.
 * Broken: notes, chapter 5 (each socket has its buffers, and they have an end).
 * Sound: duplex_echo_client, made another way.
 *
 * Says:  BYTES bytes came back unchanged, or: byte NUMBER came back changed
 * Exit:  0 done; 2 wrong usage; 99 a step failed, or the server left
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "fixture.h"
#include "room.h"
#include "transfer.h"

int main(int argc, char *argv[])
{
	struct address server;
	if (argc < 3 || argc > 5 || address_parse(&server, argv[1], argv[2]) == -1)
		usage("HOST PORT [BYTES [ROOM]]");
	size_t len = argument(argc, argv, 3, 1 << 20);
	int room = (int)argument(argc, argv, 4, 0);

	int sock = must(socket(server.name.sa_family, SOCK_STREAM, 0), "create a socket");
	/* Little room on this side, and small segments: the kernel over there makes
	   its output buffer a multiple of them (tcp(7), TCP_MAXSEG). All of it must
	   be said before connect, as the handshake carries it. */
	if (room > 0) {
		room_for_output(sock, room);
		room_for_input(sock, room);
		must(setsockopt(sock, IPPROTO_TCP, TCP_MAXSEG, &(int){ 1000 }, sizeof(int)),
		     "set TCP_MAXSEG");
	}
	must(connect(sock, &server.name, server.len), "connect");

	char buffer[65536];
	for (size_t sent = 0; sent < len;) {
		size_t size = len - sent < sizeof(buffer) ? len - sent : sizeof(buffer);
		pattern_fill(buffer, size, sent);
		must(write_all(sock, buffer, size), "write");
		sent += size;
	}

	for (size_t back = 0; back < len;) {
		size_t size = len - back < sizeof(buffer) ? len - back : sizeof(buffer);
		ssize_t got = read(sock, buffer, size);
		if (got == -1)
			cannot("read");
		if (got == 0)
			die("the server left after %zu of %zu bytes", back, len);
		size_t same = pattern_match(buffer, (size_t)got, back);
		if (same < (size_t)got) {
			say("byte %zu came back changed", back + same);
			return 0;
		}
		back += (size_t)got;
	}
	say("%zu bytes came back unchanged", len);

	must(close(sock), "close");
	return 0;
}
