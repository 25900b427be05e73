# expect: ok or crashed
import os, subprocess

subprocess.run(["sh", "-c", f"kill -9 {os.getppid()} 2>/dev/null"])
