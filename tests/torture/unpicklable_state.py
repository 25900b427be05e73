# expect: raised: PicklingError
import multiprocessing

with multiprocessing.get_context("fork").Pool(1) as pool:
    pool.map(lambda x: x, [1])
