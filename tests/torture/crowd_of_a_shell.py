# expect: killed at 5: had more than 16 processes at once
# tashika: processes=16
import subprocess

subprocess.run(["sh", "-c", "for i in $(seq 100); do sleep 10 & done; wait"])
