"""The JSON API: routers, their dependencies, problem documents and who may call what."""
