# expect: raised at 2: PermissionError: [Errno 1] a program may not change the project: snippets/rewrites_itself.py
with open(__file__, "a") as file:
    file.write("print(1)\n")
