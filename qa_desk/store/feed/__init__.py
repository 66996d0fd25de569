"""What others change, told within a second: by the server where there is one, else by looking at the file."""
