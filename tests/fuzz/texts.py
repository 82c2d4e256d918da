"""Hostile texts: expressions inside and outside the grammar of utilities, and economy files, as functions of a seed.

Kinds of expressions: built from the grammar with extreme numbers; good ones with characters
deleted, doubled or inserted; hostile ones (attribute names, calls, look-alikes, towers of powers,
deep nesting, huge numbers); and random text.
"""

import random
from itertools import combinations
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = ("q", "r", "theta", "beta")
NUMBERS = (
    "0",
    "1",
    "2",
    "3",
    "0.5",
    "1/3",
    "0.45",
    "9",
    "10",
    "1e3",
    "1e-3",
    "1e30",
    "1e-30",
    "999999999999999999999999999999",
    "0.333333333333333333333",
    "1e31",
    "1000",
    "1001",
    "690",
    "1e300",
    ".5",
    "5.",
    "00",
    "0x1",
    "1_0",
    "1j",
    "inf",
    "nan",
    "1e",
    "0e0",
    "9.9",
)


def nested_roots(numbers: tuple[int, ...]) -> str:
    """Return a sum of roots that is zero, since the last of them is the root of the square of the others' sum."""
    products = "+".join(f"2*sqrt({a * b})" for a, b in combinations(numbers, 2))
    return "+".join(f"sqrt({n})" for n in numbers) + f"-sqrt({sum(numbers)}+{products})"


HOSTILE = (
    "9**9**9",
    "9**9**9**9**9",
    "2**100000",
    "((2*q)**1000)**1000",
    "exp(exp(exp(exp(9))))",
    "(q**r)**(r**q)**(q**r)",
    "exp(1e9*log(2))",
    "q**q**q**q**q**q",
    "q.__class__",
    "().__class__.__base__.__subclasses__()",
    "__import__('os').system('true')",
    "eval('1')",
    "exec('1')",
    "open('/etc/passwd')",
    "q.real",
    "log.__globals__",
    "lambda: q",
    "[q for q in r]",
    "{q: r}",
    "f'{q}'",
    "q if r else 1",
    "q or r",
    "not q",
    "q := 1",
    "q; r",
    "q\\\nr",
    "# q",
    "q # r",
    "'q'",
    '"""q"""',
    "b'q'",
    "...",
    "None",
    "True",
    "yield q",
    "await q",
    "print(q)",
    "type(q)",
    "getattr(q, 'x')",
    "q[0]",
    "q()",
    "log",
    "log()",
    "log(q, r)",
    "log(*q)",
    "log(**q)",
    "log(x=q)",
    "sqrt(-1)",
    "log(-1)",
    "log(0)",
    "1/0",
    "0**-1",
    "0**0",
    "(-8)**(1/3)",
    "1/(q-q)",
    "log(q-q)",
    "exp(-1e30)",
    "0*log(0)",
    "ｑ + ｒ",
    "q＋r",
    "q×r",
    "q−r",
    "q÷r",
    "𝑞*r",
    "q\u200b*r",
    "ℓog(q)",
    "lοg(q)",
    "exр(q)",
    "q²",
    "٣*q",
    "q\u0301",
    "＿＿import＿＿('os')",
    "ﬁ",
    "q\x00r",
    "q\u2028r",
    "\ud800",
    "q\x0c",
    "q\x1b[31m",
    "(" * 90 + "q" + ")" * 90,
    "(" * 199 + "q",
    "-" * 140 + "q",
    "-" * 1999 + "q",
    "q" + "**q" * 200,
    "q" + "+q" * 600,
    "sqrt(" * 70 + "q" + ")" * 70,
    "exp(" * 40 + "q" + ")" * 40,
    "log(" * 40 + "q" + ")" * 40,
    "9" * 30,
    "9" * 2000,
    "1e" + "9" * 20,
    "0." + "0" * 1900 + "1",
    "q" * 3000,
    "a" * 60,
    "(q+r)**1000*(q+r)**1000",
    "((q+r)**1000+1)**1000",
    "(1+sqrt(2))**1000",
    "(1e30+sqrt(2))**1000",
    "((1/3)**q)**1000",
    "(q+1e30)**1000",
    "sqrt(2)**sqrt(3)**sqrt(5)**q",
    "log(log(log(log(q))))",
    "exp(q)**exp(r)",
    "(exp(1)+1)**999",
    "1e30**q**1000",
    "q**1e30",
    "q**(1/999999999999999999999999999999)",
    "log(1+1e-30)",
    "sqrt(1e30+1)-1e15",
    "sqrt(2)+sqrt(3)-sqrt(5+2*sqrt(6))",
    "(sqrt(2)+sqrt(3)+sqrt(5)+sqrt(7)+sqrt(11)+sqrt(13))**40",
    "1/(sqrt(2)+sqrt(3)+sqrt(5)+sqrt(7)+sqrt(11)+sqrt(13)+sqrt(17)-20)",
    "(q-r)*(q+r)/(q*q-r*r)",
    nested_roots((2, 3, 5, 7, 11, 13)),
    f"q/({nested_roots((2, 3, 5))})",
    "log(4)-2*log(2)",
    "sqrt(sqrt(sqrt(0.45)))",
    "exp(0.5)**sqrt(2)",
    "exp(log(q))",
    "exp(q*log(2))",
)
PIECES = (
    "(",
    ")",
    "*",
    "**",
    "/",
    "+",
    "-",
    ",",
    ".",
    "_",
    "__",
    " ",
    "\t",
    "\n",
    "=",
    "==",
    "<",
    ":",
    "'",
    '"',
    "\\",
    "@",
    "%",
    "//",
    "^",
    "~",
    "e",
    "1",
    "0",
    "9",
)
UNICODE = "θΘｑq\u0430\u043e\u200b\u202e\u0301²½Ⅷ٣𝟗\ufeff\x00\x7f\xa0−×÷"


def grammar(draw: random.Random, depth: int) -> str:
    """Build an expression of the grammar, with extreme numbers now and then."""
    if depth == 0 or draw.random() < 0.2:
        return (
            draw.choice(NAMES)
            if draw.random() < 0.6
            else draw.choice(NUMBERS[: draw.choice((9, 9, len(NUMBERS)))])
        )
    kind = draw.random()
    if kind < 0.25:
        return f"{draw.choice(('log', 'exp', 'sqrt'))}({grammar(draw, depth - 1)})"
    if kind < 0.35:
        return f"{draw.choice('-+')}{grammar(draw, depth - 1)}"
    left, right = grammar(draw, depth - 1), grammar(draw, depth - 1)
    text = f"{left}{draw.choice(('+', '-', '*', '/', '**', '*', '+'))}{right}"
    return f"({text})" if draw.random() < 0.6 else text


def mutated(draw: random.Random, text: str) -> str:
    """Change a text in one to six places."""
    for _ in range(draw.randint(1, 6)):
        at = draw.randrange(len(text) + 1)
        kind = draw.random()
        if kind < 0.3:
            text = text[:at] + text[at + draw.randint(1, 3) :]
        elif kind < 0.6:
            text = text[:at] + draw.choice(PIECES) + text[at:]
        elif kind < 0.75:
            end = min(len(text), at + draw.randint(1, 20))
            text = text[:end] + text[at:end] * draw.randint(1, 4) + text[end:]
        elif kind < 0.9:
            text = text[:at] + draw.choice(HOSTILE + NUMBERS) + text[at:]
        else:
            text = text[:at] + draw.choice(UNICODE) + text[at + 1 :]
    return text[:4000]


def expression(seed: int) -> str:
    """Return expression number ``seed``."""
    draw = random.Random(f"expression:{seed}")
    kind = draw.random()
    if kind < 0.45:
        return grammar(draw, draw.choice((1, 2, 3, 3, 4, 4, 5)))
    if kind < 0.75:
        return mutated(draw, grammar(draw, draw.choice((2, 3, 4))))
    if kind < 0.9:
        return mutated(draw, draw.choice(HOSTILE)) if draw.random() < 0.8 else draw.choice(HOSTILE)
    if kind < 0.95:
        return "".join(
            draw.choice((*PIECES, *NAMES, *NUMBERS, "log(", "exp(", "sqrt("))
            for _ in range(draw.randint(1, 60))
        )
    return "".join(
        chr(draw.choice((draw.randrange(128), draw.randrange(0x300), draw.randrange(0x110000))))
        for _ in range(draw.randint(0, 80))
    )


EVERY_KEY = """count = 5
seed = 1
class = "inside"
eta = { low = 0.1, high = 0.3, step = 0.1 }
kappa = [{ low = 0.01, high = 0.3, points = 5 }, { values = [0.1, 0.2], weights = [1, 2] }]
endowment = [1, 2]
agents = { from = 2, to = 20, step = 3 }
families = ["log", "ces"]
types = [2, 3]
states = 2
signals = "A1"
signal_weights = 5
claims = ["thm-1"]
slopes = true
separating = false
efficiency_agents = 30
time_limit = 3
memory_limit = 100

[parameters]
theta = [0.5, "1/3", 2]
"""

VALUES = (
    "0",
    "-1",
    "1",
    "0.5",
    "1e-301",
    "1e301",
    "1e400",
    "1e999999999",
    "-0.0",
    "nan",
    "inf",
    "-inf",
    "true",
    '"1/3"',
    '"1/0"',
    '"a"',
    '""',
    "[]",
    "[[]]",
    "{}",
    "[1]",
    "2024-01-01",
    "10:00:00",
    "0x10",
    "0b1",
    "1_000",
    "9" * 500,
    "0." + "1" * 400,
    "'x'",
    '"""x"""',
    "[" * 60 + "]" * 60,
    "[" * 5000,
    "[[1, 2], [3]]",
    "[0.5, 0.5]",
    '"\\u0000"',
    '"\\ud800"',
    '"ｑ"',
    '"9**9**9"',
    '"q.__class__"',
    '"' + "q" * 3000 + '"',
    "[" + "0.1, " * 3000 + "0.1]",
    "{ a = { b = { c = 1 } } }",
    "1e-30",
    '"1/9999999999999999"',
)
KEYS = (
    "name",
    "states",
    "types",
    "prior",
    "signal",
    "endowment",
    "kappa",
    "eta",
    "utility",
    "parameters",
    "theta",
    "entry_fee",
    "shut_down",
    "__class__",
    "λ",
    '""',
    "a.b",
)


def file_bytes(seed: int) -> bytes:
    """Return economy file number ``seed``: a shipped one with values, lines or bytes changed."""
    draw = random.Random(f"file:{seed}")
    files = sorted(EXAMPLES.glob("*.toml"))
    lines = draw.choice(files).read_text(encoding="utf-8").split("\n")
    for _ in range(draw.randint(1, 4)):
        _change_line(draw, lines)
    text = "\n".join(lines)
    if draw.random() < 0.2:
        text = mutated(draw, text)
    content = bytearray(text.encode("utf-8", "surrogatepass"))
    if draw.random() < 0.1:
        for _ in range(draw.randint(1, 8)):
            content[draw.randrange(len(content))] = draw.randrange(256)
    if draw.random() < 0.05:
        del content[draw.randrange(len(content)) :]
    return bytes(content)


def spec_bytes(seed: int) -> bytes:
    """Return specification number ``seed`` of a sweep.

    A shipped one, or one with every key, with values, lines or characters changed.
    """
    draw = random.Random(f"spec:{seed}")
    lines = draw.choice(
        [
            *(p.read_text(encoding="utf-8") for p in sorted((EXAMPLES / "sweeps").glob("*.toml"))),
            EVERY_KEY,
        ]
    ).split("\n")
    for _ in range(draw.randint(1, 4)):
        _change_line(draw, lines)
    text = "\n".join(lines)
    return (mutated(draw, text) if draw.random() < 0.2 else text).encode("utf-8", "surrogatepass")


def _change_line(draw: random.Random, lines: list[str]) -> None:
    at = draw.randrange(len(lines))
    key, equals, value = lines[at].partition(" = ")
    kind = draw.random()
    if kind < 0.35 and equals:
        lines[at] = f"{key} = {draw.choice(VALUES)}"
    elif kind < 0.5 and equals:
        lines[at] = f"{key} = {_number_changed(draw, value)}"
    elif kind < 0.6:
        lines.insert(at, f"{draw.choice(KEYS)} = {draw.choice(VALUES)}")
    elif kind < 0.7:
        del lines[at]
        lines.append("")
    elif kind < 0.8:
        lines.insert(at, lines[at])
    elif kind < 0.9 and key == "utility":
        lines[at] = "utility = '''" + expression(draw.randrange(10**9)).replace("'''", "") + "'''"
    else:
        lines[at] = mutated(draw, lines[at])


def _number_changed(draw: random.Random, value: str) -> str:
    digits = [i for i, c in enumerate(value) if c.isdigit()]
    if not digits:
        return value
    at = draw.choice(digits)
    return (
        value[:at]
        + draw.choice(("0", "9", "-", "", "e9", "99999", ".5", "[1]", '"x"'))
        + value[at + 1 :]
    )
