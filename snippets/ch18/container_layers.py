"""イメージを作るときのキャッシュの模型。Docker は使わず、層の鍵だけをまねて数える。"""

# --8<-- [start:build]
import hashlib


def key(parent, step, files):
    """層の鍵: 親の層、命令の文字列、写すファイルの中身"""
    copied = [word for word in step.split() if word in files]
    contents = [files[name] for name in copied if step.startswith("COPY")]
    return hashlib.sha256(f"{parent}|{step}|{contents}".encode()).hexdigest()


def build(steps, files, cache):
    """作り直した命令の一覧。鍵が cache にあれば再利用する"""
    parent, rebuilt = "", []
    for step in steps:
        parent = key(parent, step, files)
        if parent not in cache:
            rebuilt.append(step.split()[0])
            cache.add(parent)
    return rebuilt


# --8<-- [end:build]

# --8<-- [start:files]
naive = (
    "FROM python:3.11-slim",
    "COPY requirements.txt app.py ./",
    "RUN pip install -r requirements.txt",
)
ordered = (
    "FROM python:3.11-slim",
    "COPY requirements.txt ./",
    "RUN pip install -r requirements.txt",
    "COPY app.py ./",
)
first = {"requirements.txt": "numpy==2.1.3", "app.py": "print(1)"}
source = {**first, "app.py": "print(2)"}  # ソースだけを直した
library = {**source, "requirements.txt": "numpy==2.2.0"}  # 依存も変えた
# --8<-- [end:files]


# --8<-- [start:compare]
def history(steps):
    cache = set()
    return [build(steps, files, cache) for files in (first, first, source, library)]


for steps in (naive, ordered):
    for rebuilt in history(steps):
        print(len(rebuilt), *rebuilt)
# --8<-- [end:compare]

# --8<-- [start:stale]
cache = set()
build(ordered, first, cache)
upstream = {**first, "pip の置き場": "numpy 2.3.0 が公開された"}
print(build(ordered, upstream, cache))  # 出力: []
# --8<-- [end:stale]


# --8<-- [start:overlay]
def visible(layers):
    """層を下から重ねて見えるファイル。None は「消した」という印"""
    merged = {}
    for layer in layers:
        merged |= layer
    return {name: size for name, size in merged.items() if size is not None}


# 大きさは MB
layers = [{"python": 40}, {"data.zip": 500, "model.bin": 90}, {"data.zip": None}]
stored = sum(size for layer in layers for size in layer.values() if size)
print(sorted(visible(layers)), sum(visible(layers).values()), stored)
# 出力: ['model.bin', 'python'] 130 630
# --8<-- [end:overlay]
