# syntax=docker/dockerfile:1
FROM python:3.11-slim-bookworm AS build

# Without CUDA the image is several GB smaller. Any index that carries torch can be given; empty means the default one.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu

RUN python -m venv /opt/venv
COPY requirements.txt requirements.lock /tmp/
# Everything but torch by its hash; then torch, with what the chosen build of it may want besides.
RUN /opt/venv/bin/python -m pip install --no-cache-dir --no-compile --require-hashes --no-deps -r /tmp/requirements.lock \
 && /opt/venv/bin/python -m pip install --no-cache-dir --no-compile \
    ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} -r /tmp/requirements.txt
# What only compiling against torch or running pip needs is a fifth of the environment.
RUN rm -rf /opt/venv/lib/python3*/site-packages/torch/include /opt/venv/lib/python3*/site-packages/pip*

FROM python:3.11-slim-bookworm

LABEL org.opencontainers.image.title="Demarche" \
      org.opencontainers.image.description="Who said what in a news article, in what tone, toward which country" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0"

RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin demarche
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/demarche
COPY LICENSE NOTICE ./
COPY models models
COPY seeds seeds
COPY service service

# Nothing is fetched while serving; HF_HUB_OFFLINE makes a model id that is not in the image an error at once.
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1 \
    HOME=/tmp \
    DEMARCHE_HOST=0.0.0.0 \
    DEMARCHE_PORT=8080

USER demarche
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['DEMARCHE_PORT'] + '/readyz', timeout=2)"]
CMD ["python", "-m", "service", "serve"]
