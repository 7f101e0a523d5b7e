"""Pages against the same template rendered by bare Jinja2 over ready rows."""
