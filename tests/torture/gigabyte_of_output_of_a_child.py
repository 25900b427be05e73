# expect: killed at 5: wrote more than 1000000 bytes
# tashika: output=1MB
import subprocess

subprocess.run("yes | head -c 1000000000", shell=True)
