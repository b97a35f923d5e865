"""Look, pages, banners, navigation: menu, masters."""
