# expect: ok
# tashika: network=true
import socket

with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
    print(client.sendall(b"x"))  # output: None
