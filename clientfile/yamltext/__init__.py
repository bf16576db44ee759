"""YAML text: parse it with places, write values, and edit it in place. The only user of yaml."""
