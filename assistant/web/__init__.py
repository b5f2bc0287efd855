"""The pages and the HTTP API: everything that leaves this process towards a browser or another program.

`server` assembles it, `render` makes every piece of markup, `chat` is the Gradio page, `article_page` the article.
Nothing outside this package imports it but `app.py` and the command line's `serve`.
"""
