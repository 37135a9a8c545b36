"""The smallest publishable, to test the engine without articles."""
