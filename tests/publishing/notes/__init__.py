"""The smallest publishable there is, to prove the engine without articles."""
