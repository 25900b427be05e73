"""Programs in, facts out: every way to run programs keeps the contract of `Executor`."""

from tashika.execute.contract import ExecutionError, Executor, Limits, Setting
from tashika.execute.spawn import SpawnExecutor

__all__ = ["ExecutionError", "Executor", "Limits", "Setting", "SpawnExecutor"]
