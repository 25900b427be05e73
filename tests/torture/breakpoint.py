# expect: raised: BdbQuit
x = 1
breakpoint()
x = 2
