package main

import (
	"os/exec"
	"path/filepath"
	"testing"
)

func TestSockets(t *testing.T) {
	server := filepath.Join(t.TempDir(), "my_server")
	if out, err := exec.Command("go", "build", "-o", server, ".").CombinedOutput(); err != nil {
		t.Fatalf("%s", out)
	}
	if out, err := exec.Command("sockspec", "check", "halfclose", "--server", server+" {port}").CombinedOutput(); err != nil {
		t.Fatalf("%s", out)
	}
}
