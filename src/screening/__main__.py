"""`python -m screening` is `fresnel`."""

from screening.cli import main

main()
