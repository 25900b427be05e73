# expect: ok
import asyncio

async def main():
    process = await asyncio.create_subprocess_exec("echo", "hi", stdout=asyncio.subprocess.PIPE)
    reader, writer = await asyncio.open_unix_connection(sock=ends[0])
    ends[1].sendall(b"hello")
    return (await process.communicate())[0], await reader.read(5)

import socket

ends = socket.socketpair()
asyncio.run(main())  # => (b'hi\n', b'hello')
