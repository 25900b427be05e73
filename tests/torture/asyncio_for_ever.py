# expect: timeout: still running after 0.5 s
# tashika: timeout=0.5
import asyncio

asyncio.new_event_loop().run_forever()
