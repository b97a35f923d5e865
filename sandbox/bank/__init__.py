"""A bank: tells what came in (全銀 振込入金通知, 200 bytes a record), and pays what a 総合振込 (120 bytes) asks for."""
