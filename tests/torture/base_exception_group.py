# expect: raised at 2: BaseExceptionGroup: many (2 sub-exceptions)
raise BaseExceptionGroup("many", [KeyboardInterrupt(), SystemExit(0)])
