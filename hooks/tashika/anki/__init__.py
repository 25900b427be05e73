"""The quizzes of the notes as a package of cards for Anki."""
