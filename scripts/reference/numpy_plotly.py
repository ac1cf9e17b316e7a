"""Writes src/reference/*.json: what NumPy and Plotly Express answer, for the unit tests.

The tests need neither; only this script does. Two runs give the same bytes.

    pip install numpy==2.4.6 pandas==3.1.1 plotly==7.1.0
    python scripts/reference/numpy_plotly.py
"""

import hashlib
import json
import struct
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import plotly.express as px
import plotly.io

FOLDER = Path(__file__).parents[2] / "src" / "reference"

# --- arange: random cases. src/arange.test.ts makes the same ones, draw by draw. ---

BLOCKS, BLOCK = 100, 1000


class Random:
    """Xorshift: random numbers of 32 bits, the same in Python and in TypeScript."""

    def __init__(self, seed):
        self.state = seed

    def bits(self):
        state = self.state
        state ^= state << 13 & 0xFFFFFFFF
        state ^= state >> 17
        state ^= state << 5 & 0xFFFFFFFF
        self.state = state
        return state

    def below(self, n):
        return self.bits() % n

    def sign(self):
        return 1.0 - 2 * self.below(2)

    def double(self, low, high):
        """Any double whose exponent field lies in [low, high): 0 is denormal, 1023 is [1, 2)."""
        head = self.below(2) << 31 | (low + self.below(high - low)) << 20 | self.below(1 << 20)
        return struct.unpack("<d", struct.pack("<II", self.bits(), head))[0]


def random_case(random):
    """start, stop and step of one random call, whose result has at most 300 elements."""
    kind = random.below(8)
    if kind == 0:  # decimals
        scale = (1, 10, 100, 1000, 8)[random.below(5)]
        start = random.sign() * random.below(2000) / scale
        step = random.sign() * (1 + random.below(100)) / scale
        stop = start + (random.below(2400) - 40) * step / 10
    elif kind == 1:  # ordinary magnitudes
        start, step = random.double(1003, 1033), random.double(1013, 1025)
        stop = start + (random.below(2400) - 40) / 8 * step
    elif kind == 2:  # every magnitude
        start, step = random.double(0, 2047), random.double(0, 2047)
        stop = start + random.below(300) * step
    elif kind == 3:  # start and step of a like magnitude, any magnitude
        exponent = 20 + random.below(2000)
        start = random.double(exponent, exponent + 20)
        step = random.double(exponent - 10, exponent + 10)
        stop = start + random.below(300) * step
    elif kind == 4:  # steps near the distance of neighbouring doubles: delta is rounded hard
        exponent = 100 + random.below(1900)
        start = random.double(exponent, exponent + 1)
        step = random.double(exponent - 54, exponent - 46)
        stop = start + random.below(300) * step
    elif kind == 5:  # denormals
        start, step = random.double(0, 3), random.double(0, 3)
        stop = start + random.below(300) * step
    elif kind == 6:  # quotients that underflow
        start = random.sign() * 0.0
        stop, step = random.double(0, 40), random.double(1000, 2047)
    else:  # the interval does not fit into steps, or lies the wrong way
        start, stop, step = (random.double(1020, 1027) for _ in range(3))
    if not (stop - start) / step <= 300:
        stop = start
    return start, stop, step


def checksum(random):
    """The checksum of a block of calls: the length and the bytes of each array."""
    hash = hashlib.sha256()
    for _ in range(BLOCK):
        array = np.arange(*random_case(random))
        hash.update(struct.pack("<I", len(array)) + array.astype("<f8").tobytes())
    return hash.hexdigest()[:16]


# --- arange: cases with a name ---

INF, NAN = float("inf"), float("nan")
TINY, HUGE = 5e-324, 1.7976931348623157e308

ARANGE = {
    "the walkthrough's x": (-10.0, 10.0, 0.1),
    "whole numbers": (0.0, 5.0, 1.0),
    "a last element past stop": (1.0, 1.3, 0.1),
    "a quotient just above 3": (0.0, 0.3, 0.1),
    "tenths up to 1": (0.0, 1.0, 0.1),
    "tenths, counted down": (1.0, 0.0, -0.1),
    "thirds": (0.0, 2.0, 1 / 3),
    "through 0": (-0.3, 0.3, 0.1),
    "down through 0": (0.3, -0.35, -0.1),
    "sevenths from a fraction": (0.1, 2.0, 1 / 7),
    "element 1 is start + step, not start + delta": (
        -0.027259670757177834,
        4.0,
        1.027259670757178,
    ),
    "one element": (2.0, 2.5, 1.0),
    "stop is start": (5.0, 5.0, 1.0),
    "stop before start": (0.0, -1.0, 1.0),
    "stop after start, counted down": (0.0, 1.0, -1.0),
    "−0 first": (-0.0, 3.0, 1.0),
    "−0 first, counted down": (-0.0, -3.0, -1.0),
    "0 first, counted down": (0.0, -3.0, -1.0),
    "−0 alone": (-0.0, 1.0, 2.0),
    "0 to −0": (0.0, -0.0, 1.0),
    "−0 to 0": (-0.0, 0.0, 1.0),
    "step ∞": (3.0, 4.0, INF),
    "step ∞ from 0": (0.0, 4.0, INF),
    "step −∞": (3.0, 2.0, -INF),
    "step ∞, the wrong way": (4.0, 3.0, INF),
    "step −∞, the wrong way": (3.0, 4.0, -INF),
    "step −∞, nowhere to go": (3.0, 3.0, -INF),
    "a quotient that underflows": (0.0, TINY, HUGE),
    "a quotient that underflows, counted down": (0.0, -TINY, -HUGE),
    "a quotient that underflows, the wrong way": (0.0, -TINY, HUGE),
    "denormals": (0.0, 5 * TINY, TINY),
    "denormals, counted down": (3 * TINY, -3 * TINY, -2 * TINY),
    "a step lost in start": (1e16, 1e16 + 8, 0.3),
    "a step rounded up by start": (1e16, 1e16 + 8, 1.5),
    "a delta of 0": (1e17, 1e17 + 32, 7.0),
    "near the largest double": (1e308, HUGE, 7.9e307),
    "huge": (-1e308, 7e307, 3e307),
    "9,007,199,254,740,993 is no double": (9007199254740990.0, 9007199254740998.0, 1.0),
}

ARANGE_ERRORS = [
    (0.0, 1.0, 0.0), (0.0, 1.0, -0.0), (1.0, 1.0, 0.0), (NAN, 1.0, 1.0), (0.0, NAN, 1.0),
    (0.0, 1.0, NAN), (NAN, NAN, NAN), (0.0, INF, 1.0), (-INF, 0.0, 1.0), (INF, 0.0, 1.0),
    (INF, 0.0, -1.0), (0.0, -INF, -1.0), (INF, INF, 1.0), (-INF, INF, 1.0), (0.0, INF, INF),
    (-1e308, 1e308, 1.0), (0.0, 1e300, 1.0), (0.0, 1.0, TINY), (0.0, 1e300, 1e-300),
]  # fmt: skip


def error(args):
    try:
        np.arange(*args)
    except (ValueError, ZeroDivisionError) as found:
        return f"{type(found).__name__}: {found}"
    raise AssertionError(f"arange{args} raises nothing")


# --- the original walkthrough ---

x = np.arange(-10, 10, 0.1)
ALPHA = np.exp(-2)


def leaky_relu(value):
    return value if value >= 0 else ALPHA * value


def derivative_leaky_relu(value):
    return 1 if value >= 0 else ALPHA


# --- plotly.express.line ---

TYPES = {
    "Float64Array": "f8", "Float32Array": "f4", "Int32Array": "i4", "Int16Array": "i2",
    "Int8Array": "i1", "Uint32Array": "u4", "Uint16Array": "u2", "Uint8Array": "u1",
    "Uint8ClampedArray": "u1",
}  # fmt: skip

HOSTILE = {
    "a closing script tag": "</script><script>alert(1)</script>",
    "an image that fails": '<img src=x onerror="alert(1)">',
    "a link that runs": '<a href="javascript:alert(1)">α</a>',
    "a template's braces": "%{x} ${x} {{x}} %{customdata[0]} <extra>y</extra>",
    "line separators": "one\u2028two\u2029three\nfour\r\nfive",
    "bidi controls": "\u202egnp.exe\u202c \u2066α\u2069 \u200f",
    "quotes and backslashes": "\"'`\\ \\n \\u003c &lt;",
    "control characters": "\x00 \x07 \x1b[31m \x7f",
    "an emoji and a formula": "🧠 $\\alpha x$ \ufeff",
    "a property of every object": "__proto__",
    "a long text": "long " * 200,
}


def line_calls():
    """The calls by name: the arrays as (JavaScript type, values), and the other arguments."""
    floats = ("Float64Array", [-1.5, 0.1, 2.0])
    three, wide = ("Float64Array", [4.0, 5.0, 6.0]), ("Uint16Array", range(1000))
    wider = ("Uint16Array", range(1001))
    yield "two arrays", floats, three, {}
    yield "one point", ("Float64Array", [1.0]), ("Float64Array", [2.0]), {}
    yield "an order of its own", ("Float64Array", [3.0, 1.0, 3.0]), three, {}
    yield "the walkthrough", ("Float64Array", x), ("Float64Array", map(leaky_relu, x)), {}
    for name in TYPES:
        yield f"x as {name}", (name, [0, 1, 127]), floats, {}
        yield f"y as {name}", floats, (name, [0, 1, 127]), {}
    yield "lists", ("Array", [0.5, 1.5, 2.5]), ("Array", [-0.5, 1e300, 3.25]), {}
    yield "a list and an array", ("Array", [0.5, 1.5, 2.5]), floats, {}
    yield "a list with None", ("Array", [None, 1.5, 2.5]), ("Array", [0.5, None, 2.5]), {}
    yield "a list with NaN", floats, ("Array", [0.5, NAN, 2.5]), {}
    yield "the ends of each type", ("Int32Array", [-(2**31), 2**31 - 1]), ("Uint32Array", [0, 2**32 - 1]), {}  # fmt: skip
    yield "NaN", floats, ("Float64Array", [NAN, 1.0, NAN]), {}
    yield "nothing but NaN", ("Float64Array", [NAN, NAN]), ("Float64Array", [NAN, NAN]), {}
    yield "the infinities", ("Float64Array", [-INF, INF, 0.0]), ("Float64Array", [INF, -INF, NAN]), {}  # fmt: skip
    yield "the infinities as float32", ("Float32Array", [-INF, NAN, INF]), floats, {}
    yield "−0 and denormals", ("Float64Array", [-0.0, TINY, -TINY]), three, {}
    yield "the largest doubles", ("Float64Array", [HUGE, -HUGE, 0.0]), three, {}
    yield "1,000 points", wide, wide, {}
    yield "1,001 points", wider, wider, {}
    yield "1,001 doubles, with texts", ("Float64Array", range(1001)), wider, {"title": "t", "labels": {"x": "a"}}  # fmt: skip
    for title in ["Leaky ReLU", "", " ", "0", "<b>bold</b>"]:
        yield f"the title {title!r}", floats, three, {"title": title}
    for labels in [
        {}, {"x": "time"}, {"y": "f(x)"}, {"x": "time", "y": "f(x)"}, {"x": ""}, {"x": "", "y": ""},
        {"x": "y"}, {"x": "a", "y": "a"}, {"x": "y", "y": "x"}, {"x": "2", "y": "1"},
    ]:  # fmt: skip
        yield f"the labels {labels}", floats, three, {"labels": labels}
    yield "title and labels", floats, three, {"title": "f", "labels": {"x": "a", "y": "b"}}
    for name, text in HOSTILE.items():
        yield name, floats, three, {"title": text, "labels": {"x": text, "y": f"{text}'"}}


def line_cases():
    for name, *arrays, texts in line_calls():
        (x_type, x_values), (y_type, y_values) = (
            (kind, [None if value is None else float(value) for value in values])
            for kind, values in arrays
        )
        figure = px.line(x=array(x_type, x_values), y=array(y_type, y_values), **texts)
        chart = json.loads(figure.to_json())
        del chart["layout"]["template"]
        call = {
            "x": {"type": x_type, "values": numbers(x_values)},
            "y": {"type": y_type, "values": numbers(y_values)},
            **texts,
        }
        yield name, {"call": call, "figure": chart}


def array(kind, values):
    return values if kind == "Array" else np.array(values).astype(TYPES[kind])


# --- writing ---


def numbers(values):
    """Doubles as JSON: the shortest text that gives the same bits; ±∞ and NaN as strings."""
    names = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}
    floats = (value if value is None else float(value) for value in values)
    return [names.get(repr(value), value) for value in floats]


def write(name, content):
    """JSON with one line for each item of the second level: a change shows as changed lines."""

    def text(value):
        return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True)

    parts = []
    for key, value in sorted(content.items()):
        if isinstance(value, dict):
            lines = [f"    {text(k)}: {text(v)}" for k, v in sorted(value.items())]
            parts.append(f"  {text(key)}: {{\n" + ",\n".join(lines) + "\n  }")
        else:
            lines = [f"    {text(item)}" for item in value]
            parts.append(f"  {text(key)}: [\n" + ",\n".join(lines) + "\n  ]")
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / name).write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def elementary():
    """e^x, tanh x and ln(1 + x), computed with 64 bits and rounded to 53: NumPy's own may be off."""
    near = np.linspace(-1, 1, 41)
    far = np.array([-745.1, -708.5, -40.25, -20, -7.3, -2, 2, 7.3, 19.9, 42.48, 709.7])
    tiny = np.array([-1e-3, -1e-8, -1e-17, -0.0, 1e-300, 1e-8, 1e-3])
    points = {
        "exp": np.concatenate([near, far, tiny]),
        "tanh": np.concatenate([near, far, tiny]),
        "log1p": np.concatenate([np.linspace(0, 1, 41), tiny[3:], [0.4142, 0.4143]]),
    }
    return {
        name: {"x": numbers(x), "values": numbers(getattr(np, name)(x.astype(np.longdouble)))}
        for name, x in points.items()
    }


def write_numpy():
    warnings.simplefilter("ignore", RuntimeWarning)  # overflow is among the cases
    random = Random(20130616)
    write(
        "numpy.json",
        {
            "versions": {"numpy": version("numpy")},
            "arange": {
                name: {"args": numbers(args), "values": numbers(np.arange(*args))}
                for name, args in ARANGE.items()
            },
            "arangeErrors": [
                {"args": numbers(args), "error": error(args)} for args in ARANGE_ERRORS
            ],
            "arangeChecksums": [checksum(random) for _ in range(BLOCKS)],
            "elementary": elementary(),
            "walkthrough": {
                "ALPHA": float(ALPHA),
                "x": numbers(x),
                "y": numbers(leaky_relu(value) for value in x),
                "dy": numbers(derivative_leaky_relu(value) for value in x),
            },
        },
    )


def write_plotly():
    template = plotly.io.templates["plotly"].to_plotly_json()
    write(
        "plotly.json",
        {
            "versions": {name: version(name) for name in ("numpy", "pandas", "plotly")},
            "line": dict(line_cases()),
            "template": {
                "data": {"heatmap": template["data"]["heatmap"]},
                "layout": template["layout"],
            },
        },
    )


write_numpy()
write_plotly()
