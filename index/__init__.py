"""Articles in, passages out.

Owns everything between a file and a search hit: reading, canonical text, splitting, speech, embedding, the catalogue
and both search engines. Knows no language model, no web and no settings: `assistant` passes plain values in.
"""
