# expect: ok
# verdict: 3 differs
"x" * 5_000_000  # => 'x'
