"""The recogniser's encoder behind Ray Serve, for daemons on other machines (docs/cluster.md).

Needs the extra `cluster`. Only this package imports ray; a daemon speaks plain HTTP to it.
"""
