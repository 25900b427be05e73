# expect: raised at 2: KeyboardInterrupt
raise KeyboardInterrupt
