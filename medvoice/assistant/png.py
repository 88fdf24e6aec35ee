"""An image as PNG bytes: lossless, 8 bits a channel. The standard library does it."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TRUECOLOUR = 2
_FASTEST = 1
"""Of zlib. 21 CT slices of 512 x 512 in three windows: 232 kB and 28 ms each; level 6: 189 kB and
128 ms."""


def png(rgb: NDArray[np.uint8]) -> bytes:
    """rgb: height x width x 3. Raises ValueError for anything else."""
    if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or 0 in rgb.shape:
        raise ValueError("an image is uint8, height x width x 3")
    height, width, _ = rgb.shape
    rows = np.zeros((height, 1 + width * 3), np.uint8)
    rows[:, 0] = 1  # filter "Sub": each byte less the same channel's of the pixel before
    flat = rgb.reshape(height, width * 3)
    rows[:, 1:4] = flat[:, :3]
    rows[:, 4:] = flat[:, 3:] - flat[:, :-3]  # modulo 256, as the format wants it
    header = struct.pack(">IIBBBBB", width, height, 8, _TRUECOLOUR, 0, 0, 0)
    data = zlib.compress(rows.tobytes(), _FASTEST)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
