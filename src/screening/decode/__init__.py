"""Bytes to documents: one module a format, each with a `Decoder`; `decoders` chooses."""
