"""What LaTeX commands mean to a formula that is evaluated. Pure."""

from __future__ import annotations

RELATIONS = {"=", r"\approx", r"\simeq", r"\equiv", r"\coloneqq", r"\leftarrow", r"\gets", r"\triangleq"}
CLOSING = {"(": ")", "[": "]", r"\{": r"\}", r"\lfloor": r"\rfloor", r"\lceil": r"\rceil", r"\lvert": r"\rvert"}
CLOSING |= {r"\lVert": r"\rVert", "|": "|", r"\|": r"\|", "{": "}"}
AROUND = {r"\lfloor": "floor", r"\lceil": "ceil", r"\lvert": "abs", "|": "abs", r"\lVert": "norm", r"\|": "norm"}
FUNCTIONS = {"exp", "log", "ln", "lg", "sin", "cos", "tan", "tanh", "sinh", "cosh", "arctan", "max", "min", "sigma"}
WORDS = {"round", "clip", "sign", "sgn", "softmax", "sigmoid", "ReLU", "relu", "diag", "KL", "tanh", "exp", "log"}
FOLDS = {r"\sum": "sum", r"\prod": "prod", r"\max": "max", r"\min": "min"}
LETTERS = """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma
tau phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega ell"""
GREEK = {f"\\{letter}" for letter in LETTERS.split()}
ACCENTS = {r"\hat", r"\bar", r"\tilde", r"\vec", r"\dot", r"\widehat", r"\widetilde", r"\overline"}
OPERATORS = {r"\cdot": "dot", r"\times": "times", r"\odot": "odot", "/": "over", r"\circ": "odot", "*": "times"}
FRACTIONS = {r"\frac", r"\tfrac", r"\dfrac"}
LABELS = {r"\min": "min", r"\max": "max", r"\ast": "ast", r"\top": "T", "'": "p"}
BRACES = {r"\underbrace", r"\overbrace"}
FOLLOWS = {
    "}",
    ")",
    "]",
    r"\}",
    r"\rfloor",
    r"\rceil",
    r"\rvert",
    r"\rVert",
    ",",
    "+",
    "-",
    r"\\",
    ".",
    ";",
    "。",
    "、",
}
