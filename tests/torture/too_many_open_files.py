# expect: raised at 5: OSError: [Errno 24] Too many open files
# tashika: files=256
many = []
while True:
    many.append(open("/dev/null"))
