# syntax=docker/dockerfile:1
FROM python:3.11-slim-bookworm AS build

# Without CUDA the image is several GB smaller. Any index that carries torch can be given; empty means the default one.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu

RUN python -m venv /opt/venv
COPY requirements.txt /tmp/
RUN /opt/venv/bin/python -m pip install --no-cache-dir --no-compile \
    ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} -r /tmp/requirements.txt

FROM python:3.11-slim-bookworm

RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin demarche
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/demarche
COPY LICENSE NOTICE ./
COPY models models
COPY seeds seeds
COPY service service

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DEMARCHE_HOST=0.0.0.0 \
    DEMARCHE_PORT=8080

USER demarche
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['DEMARCHE_PORT'] + '/readyz', timeout=2)"]
CMD ["python", "-m", "service", "serve"]
