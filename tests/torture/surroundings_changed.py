# expect: ok
import locale, os, time

locale.setlocale(locale.LC_ALL, "C")
os.umask(0o777)
os.environ.clear()
os.environ["TZ"] = "Asia/Tokyo"
time.tzset()
print("on")  # output: on
