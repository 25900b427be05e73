# expect: raised at 2: EOFError
name = input()
