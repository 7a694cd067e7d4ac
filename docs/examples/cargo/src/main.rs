//! An echo server, a thread for each caller.
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

fn serve(mut conn: TcpStream) -> std::io::Result<()> {
    let mut buffer = [0; 16384];
    loop {
        match conn.read(&mut buffer)? {
            0 => return Ok(()),
            got => conn.write_all(&buffer[..got])?,
        }
    }
}

fn main() -> std::io::Result<()> {
    let port = std::env::args().nth(1).expect("usage: my_server PORT");
    let listener = TcpListener::bind(format!("0.0.0.0:{port}"))?;
    for conn in listener.incoming().flatten() {
        std::thread::spawn(move || serve(conn));
    }
    Ok(())
}
