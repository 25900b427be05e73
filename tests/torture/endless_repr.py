# expect: killed: its claims gave more than can be recorded
"x" * 60_000_000  # => 'x'
