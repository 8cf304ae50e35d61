"""Ids for the public: the same at every start, and no way back without the secret of the store."""

from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from dashboard.counting import strings

BYTES = 10
"""Of 1,000,000 incidents two have one id with a chance of 1 to 2,000,000,000,000."""


def opaque_ids(ids: pd.Index, secret: bytes) -> "tuple[pd.Series[str], npt.NDArray[np.uint64]]":
    """An id for each of the distinct `ids`, and a number by which to sort them.

    A keyed hash (BLAKE2b, RFC 7693: a code of its own, as HMAC is, in a third of the time) of
    `secret`, which has 16 to 64 bytes.
    """
    texts = pa.array(ids, pa.large_string()).cast(pa.large_binary()).to_pylist()
    hashed = b"".join([blake2b(each, key=secret, digest_size=BYTES).digest() for each in texts])
    raw = np.frombuffer(hashed, dtype=np.uint8).reshape(-1, BYTES)
    width = 2 * BYTES
    offsets = np.arange(len(raw) + 1, dtype=np.int64) * width
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(hashed.hex().encode())]
    made = pa.Array.from_buffers(pa.large_string(), len(raw), buffers)
    order = np.ascontiguousarray(raw[:, :8]).view(">u8").ravel().astype(np.uint64)
    return strings(made), order
