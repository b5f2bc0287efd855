# Footnote as a container: from the lock, without root, nothing resolved and nothing fetched at run time.
# docs/operations.md says how to run it.
FROM python:3.12-slim AS made
WORKDIR /src
RUN python -m venv /srv/footnote
COPY requirements.lock ./
RUN /srv/footnote/bin/python -m pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE NOTICE app.py ./
COPY index index
COPY assistant assistant
COPY prompts prompts
COPY examples/articles examples/articles
RUN /srv/footnote/bin/python -m pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .

FROM python:3.12-slim
COPY --from=made /srv/footnote /srv/footnote
RUN install -d -o 10001 -g 10001 -m 0700 /data
ENV PATH=/srv/footnote/bin:$PATH FOOTNOTE_DATA_DIR=/data FOOTNOTE_HOST=0.0.0.0 FOOTNOTE_PORT=7860 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=90s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/readyz', timeout=4)"]
CMD ["footnote", "serve"]
