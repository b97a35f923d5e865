"""領収書, 適格請求書 and 適格返還請求書 on paper. Begin with content.py: from an order to what is printed."""
