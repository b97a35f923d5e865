"""A stand-in mail server: takes every mail over real SMTP and keeps it as a file; nothing is sent on."""
