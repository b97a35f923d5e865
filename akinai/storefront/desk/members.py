"""Members: menu and panels."""
