"""Where one works: the window, its pages and what they are made of. Only here (and in the PDF renderer) lives Qt."""
