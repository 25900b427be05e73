# expect: raised at 4: PermissionError: [Errno 1] this program may not use the network
import socket

socket.create_connection(("127.0.0.1", 9), 1)
