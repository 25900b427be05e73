"""Programs in, facts out: every way to run programs keeps the contract of `Executor`."""

from tashika.execute.contract import ExecutionError, Executor, Limits, Setting
from tashika.execute.spawn import SpawnExecutor
from tashika.execute.zygote import ForkExecutor

__all__ = ["ExecutionError", "Executor", "ForkExecutor", "Limits", "Setting", "SpawnExecutor"]
