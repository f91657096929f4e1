"""Drawing with Pillow: values go in, the bytes of a picture come out, and nothing but the fonts is read."""
