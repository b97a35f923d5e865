"""Benchmarks, each beside its physical limit in the same run.

`bench/<name>.py` has one function `run() -> Iterator[Result]`. It runs in a scratch database that is made for it and
dropped afterwards, so that no shop's data is touched. `akinai bench NAME` runs one, `akinai bench` all of them.
"""
