"""The rules of this repository itself; `make check` runs them."""
