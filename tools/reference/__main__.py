"""Write the reference pages of docs/ from the code."""

from tools.reference.documents import documents

for path, text in documents().items():
    path.write_text(text, encoding="utf-8")
