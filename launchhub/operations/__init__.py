"""What an operator needs beside the product: backup and restore, figures for monitoring, one line for each request."""
