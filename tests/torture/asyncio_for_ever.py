# expect: timeout: still running after 1 s
# tashika: timeout=1
import asyncio

asyncio.new_event_loop().run_forever()
