# expect: ok
import multiprocessing

pool = multiprocessing.get_context("fork").Pool(2)
pool.map(abs, [-1, 2])  # => [1, 2]
