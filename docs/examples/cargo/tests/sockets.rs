use std::process::Command;

#[test]
fn sockets() {
    let server = format!("{} {{port}}", env!("CARGO_BIN_EXE_my_server"));
    let status = Command::new("sockspec").args(["check", "halfclose", "--server", &server]).status();
    assert!(status.expect("sockspec is installed").success());
}
