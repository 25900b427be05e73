# expect: ok
import subprocess

child = subprocess.Popen(["sh", "-c", "trap '' TERM INT HUP; sleep 30 & sleep 30"], start_new_session=True)
