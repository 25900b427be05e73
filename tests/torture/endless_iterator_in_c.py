# expect: timeout at 5: still running after 0.5 s
# tashika: timeout=0.5
import itertools

0 in itertools.cycle([1])
