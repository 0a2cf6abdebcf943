# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Weights of a safetensors file replaced by random ones of which none is 0 or 1, and no variance is negative.
import json

import numpy as np


def perturb(path, random):
    data = bytearray(path.read_bytes())
    header_size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + header_size])
    for name, entry in header.items():
        begin, end = (8 + header_size + offset for offset in entry["data_offsets"])
        values = np.frombuffer(bytes(data[begin:end]), "<f4")
        spread = 0.1 * random.standard_normal(values.size)
        if name.endswith(("running_var", "running_mean")) or np.all(values == 1):
            changed = 0.5 + np.abs(values) * 0.5 + np.abs(spread)
        else:
            changed = values + (spread if values.size and np.all(values == 0) else 0)
        data[begin:end] = changed.astype("<f4").tobytes()
    path.write_bytes(bytes(data))
