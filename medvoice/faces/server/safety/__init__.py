"""What stands between a network and the app: addresses, hosts, origins, tokens, limits."""
