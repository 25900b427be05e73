# expect: raised at 5: PermissionError: [Errno 1] this program may not use the network
import socket

s = socket.socket()
s.bind(("127.0.0.1", 0))
