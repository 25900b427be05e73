"""A formula is compared with a function on random inputs: what can be read, what is refused, and that it can fail."""

import math

import pytest

from tashika.formulas.comments import find_equivalences
from tashika.formulas.domains import Domain, read_domain
from tashika.formulas.equations import Comparison, fault
from tashika.prose import find_prose_claims


def compared(tex: str, expression: str, **given: str) -> list[str]:
    """Where formula and expression differ."""
    comparison = Comparison(tex, expression, tuple(given.items()))
    assert fault(comparison) == ""
    return list(comparison.disagreements(eval(comparison.probe(), {"math": math}), 1e-9, 0))


VECTOR = {"p": "chances(4)", "q": "chances(4)"}
TRUE = [
    (r"f=\frac{a+b}{2}c", "(a + b) / 2 * c", {}),
    (r"f=\frac12a^2b-\tfrac3{4}", "a**2 * b / 2 - 3 / 4", {}),
    (r"f=-a^2", "-(a**2)", {}),
    (r"f=2^{10}a+\frac12b", "1024 * a + b / 2", {}),
    (r"f=a-b-c", "a - b - c", {}),
    (r"f=a/b\cdot c", "a / b * c", {}),
    (r"f=\left\lfloor\frac{H+2P-FH}{S}\right\rfloor+1", "(H + 2 * P - FH) // S + 1",
        dict.fromkeys("HPS", "integer(1, 9)")),
    (r"f=\lceil a\rceil+\lvert b-c\rvert+|c-b|", "math.ceil(a) + 2 * abs(b - c)", {}),
    (r"f=\sqrt{a}+\sqrt[3]{b}", "a**0.5 + b ** (1 / 3)", {}),
    (r"f=\log a+\ln b+\log_2 c+\log_{10}d", "math.log(a * b) + math.log2(c) + math.log10(d)", {}),
    (r"f=\sin^2 x+\cos^2 x+\tanh(x)y", "1 + math.tanh(x) * y", {}),
    (r"f=e^{-x}+\pi+\exp(x/T)", "math.exp(-x) + math.pi + math.exp(x / T)", {}),
    (r"\sigma(x)=\frac1{1+e^{-x}}", "1 / (1 + math.exp(-x))", {}),
    (r"f=\sigma(x)\,\sigma", "sigma / (1 + math.exp(-x))", {}),
    (r"f=\max(0,x)+\min(x,y,1)", "max(0, x) + min(x, y, 1)", {"x": "real(-1, 1)"}),
    (r"H(p)=-\sum_i p_i\log_2p_i", "-sum(a * math.log2(a) for a in p)", {"p": "chances(5)"}),
    (r"H(p)=-\sum_{i=1}^{4}p_i\log p_i", "-sum(a * math.log(a) for a in p)", {}),
    (r"f=\sum_{n=1}^{N}n^2", "sum(n * n for n in range(1, N + 1))", {"N": "integer(1, 9)"}),
    (r"f=\prod_{s=1}^{t}(1-\beta_s)", "math.prod(1 - b for b in beta[:t])", {"t": "integer(1, 4)"}),
    (r"f=\max_i p_i", "max(p)", {}),
    (r"p_i=\frac{\exp(z_i/T)}{\sum_j\exp(z_j/T)}",
        "[math.exp(a / T) / sum(math.exp(b / T) for b in z) for a in z]", {}),
    (r"f=\sum_i\sum_j A_{ij}x_ix_j", "sum(A[i][j] * x[i] * x[j] for i in range(4) for j in range(4))", {}),
    (r"\mathrm{KL}(p\|q)=\sum_i p_i\log\frac{p_i}{q_i}", "sum(a * math.log(a / b) for a, b in zip(p, q))", VECTOR),
    (r"f=D_{\mathrm{KL}}\bigl(p\,\big\|\,q\bigr)", "sum(a * math.log(a / b) for a, b in zip(p, q))", VECTOR),
    (r"y=Wx+b", "[sum(a * c for a, c in zip(r, x)) + d for r, d in zip(W, b)]", {
        "W": "real(-1, 1, 2, 3)", "x": "real(-1, 1, 3)", "b": "real(-1, 1, 2)"}),
    (r"h_t=z_t\odot h_{t-1}+(1-z_t)\odot\tilde h_t",
        "[a * b + (1 - a) * c for a, b, c in zip(z_t, h_t_1, tilde_h_t)]",
        dict.fromkeys(("z_t", "h_t_1", "tilde_h_t"), "real(0, 1, 3)")),
    (r"s=x\cdot y", "sum(a * b for a, b in zip(x, y))", {"x": "real(0, 1, 3)", "y": "real(0, 1, 3)"}),
    (r"\|x\|_2=\sqrt{\sum_i x_i^2}", "sum(a * a for a in x) ** 0.5", {}),
    (r"a\odot b=\mathrm{diag}(a)\,b", "[c * d for c, d in zip(a, b)]", dict.fromkeys("ab", "real(0, 1, 3)")),
    (r"C=C_{in}C_{out}\,c_1'", "C_in * C_out * cp_1", {}),
    (r"f=\underbrace{CM}_{\text{絞る}}+\underbrace{k^2M^2}_{3\times3}", "C * M + k**2 * M**2", {}),
    (r"\text{重みの数}=\frac{n}{g}\cdot k^2", "n / g * k**2", {}),
    (r"f=\lambda x", "lambda_ * x", {}),
    (r"f=\hat y+\mathbf{x}", "hat_y + x", {}),
    (r"S=\frac{b-a}{n},\quad Z=\mathrm{round}(a/S)", "((b - a) / n, round(a * n / (b - a)))", {
        "b": "real(2, 3)", "a": "real(0, 1)"}),
    (r"f=am,\qquad m=\frac{b+c}{2}", "a * (b + c) / 2", {}),
    ("\\begin{aligned}f&=h(a+b)\\\\[4pt]\n&=ha+hb\\end{aligned}", "h * (a + b)", {}),
    (r"\frac{\partial L}{\partial z}=q-p", "q - p", {}),
    (r"f=18{,}000\,a+1.5", "18000 * a + 1.5", {}),
]  # fmt: skip


@pytest.mark.parametrize(("tex", "expression", "given"), TRUE, ids=[case[0][:40] for case in TRUE])
def test_formula_equals_its_function(tex: str, expression: str, given: dict[str, str]) -> None:
    assert compared(tex, expression, **given) == []


@pytest.mark.parametrize(("tex", "expression", "given"), TRUE, ids=[case[0][:40] for case in TRUE])
def test_the_same_formula_differs_from_a_function_that_is_a_little_off(
    tex: str, expression: str, given: dict[str, str]
) -> None:
    """Each number of the result is off by little."""
    moved = "(lambda f: f(f, EXPR))(lambda f, v: [f(f, e) for e in v] if isinstance(v, (list, tuple)) else v + 1e-4)"
    comparison = Comparison(tex, expression, tuple(given.items()))
    probe = comparison.probe().replace(f"({expression})", f"({moved.replace('EXPR', expression)})")
    assert list(comparison.disagreements(eval(probe, {"math": math}), 1e-9, 0))


@pytest.mark.parametrize(
    ("tex", "part"),
    [
        (r"f=\int_0^1 x\,dx", r"`\int`"),
        (r"y\le x", r"`\le`"),
        (r"y=\begin{pmatrix}x\end{pmatrix}", r"`\begin{pmatrix}`"),
        (r"y=x/2z", "two ways"),
        (r"y=\frac{x}{", "is missing"),
        (r"y=(x", "is missing"),
        (r"y=Q(x,z)", "is missing before `,`"),
        (r"y=\sum_{x\in S}x", "is missing"),
        (r"y=\sum_i z", "how far the index i runs"),
        (r"y=x!", "`!`"),
        (r"a=b,\quad c=d", "2 equations"),
        (r"y=xx", "side by side"),
        (r"y=x^{\top}", "only a matrix"),
        ("", "no formula"),
    ],
)
def test_formula_out_of_reach_is_an_error_and_no_pass(tex: str, part: str) -> None:
    given = (("x", "real(0, 1, 3)"),) if "xx" in tex or "top" in tex else ()
    assert part in fault(Comparison(tex, "x", given))


@pytest.mark.parametrize(
    ("given", "part"),
    [
        ({"y": "1"}, "no symbol `y`; it has x"),
        ({"x": "real(2, 1)"}, "is no domain"),
        ({"x": "real(1)"}, "is no domain"),
        ({"x": "chances(0)"}, "is no domain"),
        ({"x": "real(0, 1, 2, 2, 2)"}, "is no domain"),
    ],
)
def test_what_is_said_of_a_symbol_must_fit(given: dict[str, str], part: str) -> None:
    assert part in fault(Comparison("f=x^2", "x", tuple(given.items())))


def test_inputs_are_random_and_the_same_each_time() -> None:
    first, second = (Comparison("f=x+y", "x + y", ()).samples() for _ in range(2))
    assert first == second
    values = [sample[name] for sample in first for name in ("x", "y")]
    assert len(set(values)) == len(values) == 16
    assert Comparison("f=x+y", "y + x", ()).samples() != first


def test_domains_keep_their_bounds_and_shapes() -> None:
    matrix = Domain("integer", -2, 2, (3, 4)).sample("a")
    assert len(matrix) == 3 and {len(row) for row in matrix} == {4}
    assert {number for n in range(40) for row in Domain("integer", -2, 2, (3, 4)).sample(str(n)) for number in row} == {
        -2, -1, 0, 1, 2}  # fmt: skip
    chances = Domain("chances", 0, 1, (5,)).sample("b")
    assert math.isclose(sum(chances), 1) and min(chances) > 0
    assert read_domain("weights(4)") is None


def test_a_name_that_the_program_has_may_be_tied_to_its_own_value() -> None:
    comparison = Comparison("y=Wx", "f(x)", (("W", "W"),))
    namespace = {"W": 3.0, "f": lambda x: 3 * x}
    assert list(comparison.disagreements(eval(comparison.probe(), namespace), 1e-9, 0)) == []


def test_comment_is_read_with_its_options() -> None:
    text = '$$\ny=x\n$$\n<!-- ≡[in="a.py", x=real(0, 1, 3), W=W[:2], rtol=1e-4] f(x)[0] -->'
    (found,) = find_equivalences(text)
    assert (found.expression, found.rule, found.target) == ("f(x)[0]", "rtol=0.0001", "a.py")
    assert found.given == (("x", "real(0, 1, 3)"), ("W", "W[:2]"))
    assert text[found.start : found.end] == "y=x"


@pytest.mark.parametrize("text", ["`$y=x$<!-- ≡ f(x) -->`", "$y=x$<!-- = 3 -->", "$y=x$ <!-- 同値 ≡ -->"])
def test_other_comments_compare_nothing(text: str) -> None:
    assert not [claim for claim in find_prose_claims(text) if claim.equivalent]
