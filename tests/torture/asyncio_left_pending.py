# expect: ok
import asyncio

loop = asyncio.new_event_loop()
task = loop.create_task(asyncio.sleep(30))
loop.run_until_complete(asyncio.sleep(0))
print("on")  # output: on
