"""Finding delimiters 64 bytes at a time: the one place where the scanner speaks to the processor's vector unit.

A text buffer must have at least 64 readable bytes behind its end (see `pieces.PADDING`).
"""

# mypy: ignore-errors
from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic


WIDTH = 64
ZERO, ONE = np.uint64(0), np.uint64(1)


@intrinsic
def marks(typing_context, text, at, one, two, three, four, five):
    """A bit for each of the 64 bytes from `at` that is one of five."""
    signature = types.uint64(text, at, one, two, three, four, five)

    def generate(context, builder, signature, arguments):
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        vector = ir.VectorType(ir.IntType(8), WIDTH)
        pointer = builder.bitcast(builder.gep(array.data, [arguments[1]]), vector.as_pointer())
        loaded = builder.load(pointer)
        loaded.align = 1
        found = None
        for wanted in arguments[2:]:
            byte = builder.trunc(wanted, ir.IntType(8))
            splat = builder.insert_element(ir.Constant(vector, ir.Undefined), byte, ir.Constant(ir.IntType(32), 0))
            zeros = ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH)
            equal = builder.icmp_unsigned("==", loaded, builder.shuffle_vector(splat, splat, zeros))
            found = equal if found is None else builder.or_(found, equal)
        return builder.bitcast(found, ir.IntType(64))

    return signature, generate


@intrinsic
def lowest(typing_context, mask):
    """Place of the lowest bit that is set."""
    signature = types.int64(mask)

    def generate(context, builder, signature, arguments):
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return signature, generate


@intrinsic
def borrowed(typing_context, array):
    """The same array without its owner, so that passing it on counts no references (an atomic step each, and millions of them).

    The caller of the compiled code must hold on to the array itself.
    """
    signature = array(array)

    def generate(context, builder, signature, arguments):
        view = context.make_array(signature.args[0])(context, builder, arguments[0])
        view.meminfo = ir.Constant(view.meminfo.type, None)
        view.parent = ir.Constant(view.parent.type, None)
        return view._getvalue()

    return signature, generate


@njit(cache=True, nogil=True, forceinline=True)
def find(text, at, one, two, three):
    """The first place from `at` of one of three bytes, which must come."""
    while True:
        mask = marks(text, at, one, two, three, three, three)
        if mask != ZERO:
            return at + lowest(mask)
        at += WIDTH


@njit(cache=True, nogil=True, forceinline=True)
def entry_bounds(text, begin, bounds, most):
    """Finds the ends of the fields of an entry: field `c` is from bounds[c] + 1 to bounds[c + 1]; an absent one is empty.

    Returns the place of what ends the entry: a comma, semicolon, tab or newline.
    """
    bounds[0] = begin - 1
    count, base = 0, begin
    while True:
        ends = marks(text, base, 44, 59, 9, 10, 10)
        bars = marks(text, base, 124, 124, 124, 124, 124)
        if ends != ZERO:
            bars &= (ends & (ZERO - ends)) - ONE  # those before the end
        while bars != ZERO and count < most:
            count += 1
            bounds[count] = base + lowest(bars)
            bars &= bars - ONE
        if ends != ZERO:
            place = base + lowest(ends)
            for absent in range(count + 1, most + 1):
                bounds[absent] = place
            return place
        base += WIDTH
