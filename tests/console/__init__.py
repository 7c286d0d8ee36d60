"""The console's page in a real Chromium, against the real console; nothing is faked."""
