"""The daemon's face over HTTP, WebSocket and Wyoming. Needs the extra "server"."""
