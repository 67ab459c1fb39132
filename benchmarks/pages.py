"""How fast the pages of a running site are: first byte, median and 95th of a hundred, a page after the other.

python benchmarks/pages.py http://127.0.0.1:8000 /panels/ /panels/1/
"""

from __future__ import annotations

import sys
import time
import urllib.request


TIMES = 100
WARM = 3  # the first answers of a server put its templates together


def measured(address: str) -> tuple[list[float], int]:
    """Milliseconds until the first byte, sorted, and the size of the answer in bytes."""
    found, size = [], 0
    for number in range(TIMES + WARM):
        start = time.perf_counter()
        with urllib.request.urlopen(address, timeout=60) as answer:
            first = answer.read(1)
            taken = (time.perf_counter() - start) * 1000
            size = len(first + answer.read())
        if number >= WARM:
            found.append(taken)
    return sorted(found), size


def main() -> None:
    """One line for each address."""
    site, *paths = sys.argv[1:]
    for path in paths or ["/panels/"]:
        times, size = measured(site.rstrip("/") + path)
        print(
            f"{path:40} median {times[len(times) // 2]:6.1f} ms   p95 {times[int(len(times) * 0.95)]:6.1f} ms   {size / 1000:.0f} kB"
        )


if __name__ == "__main__":
    main()
