# expect: ok
import multiprocessing

with multiprocessing.get_context("fork").Manager() as manager:
    shared = manager.list([1, 2])
    shared.append(3)
    print(list(shared))  # output: [1, 2, 3]
