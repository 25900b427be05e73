# expect: ok
import threading, time

def chatter():
    while True:
        time.sleep(0.001)

threading.Thread(target=chatter, daemon=True).start()
print("on")  # output: on
