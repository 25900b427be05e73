# expect: raised at 2: MemoryError
x = bytearray(1 << 60)
