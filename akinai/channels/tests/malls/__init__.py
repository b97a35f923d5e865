"""What every mall's adapter must do, tried against its stand-in."""
