"""Recognition measured against the targets of the project, beside what a user would otherwise use.

`python -m benchmarks.recognition`; see `__main__`.
"""
