"""What an operator needs: backups that can be trusted."""
