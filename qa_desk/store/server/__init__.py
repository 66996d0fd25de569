"""What a PostgreSQL server itself watches over, laid anew after each upgrade."""
