"""What a person would set up instead, measured by the same rules on the same items with the same model files.

Owns nothing but the name: a peer is a folder with `requirements.txt` and a `__main__.py` that `running` frames, run in
a process and an environment of its own; `comparing` starts them and sets their figures beside ours.
"""
