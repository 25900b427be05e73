import inspect


def g(n):
    return n


print(inspect.getsource(g))
# 出力:
# def g(n):
#     return n
