"""Telling people and programs: Apprise's services, and signed webhooks of our own.

`notifier` sends; `base` says what is sent, and how a channel is shown. Importing this loads no
library.
"""
