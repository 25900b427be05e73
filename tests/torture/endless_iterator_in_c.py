# expect: timeout at 5: still running after 1 s
# tashika: timeout=1
import itertools

0 in itertools.cycle([1])
