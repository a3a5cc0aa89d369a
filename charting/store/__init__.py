"""The only room that knows SQLite: values in, values out, every write in one transaction of its own."""
