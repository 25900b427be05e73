from pathlib import Path

print(Path(__file__).name)  # 出力: me.py
Path(__file__).parent.name  # => 'snippets'
