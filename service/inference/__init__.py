"""Models: loading them, batching rows, and who may run them when."""

import os

# oneDNN keeps a compiled primitive for each shape of batch that it has met, up to 1024 of them, and articles bring new
# shapes for ever: hundreds of MiB over hours. It reads this when it compiles the first one. No time was lost by it.
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "16")
