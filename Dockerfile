# syntax=docker/dockerfile:1
FROM python:3.11.14-slim-bookworm AS builder
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
COPY requirements/ requirements/
# The venv holds what runs; what builds, pip among it, stays outside it and in this stage.
RUN python -m venv --without-pip /opt/fresnel \
 && pip --python /opt/fresnel/bin/python install --require-hashes -r requirements/run.txt \
 && pip install --require-hashes -r requirements/build.txt
# The compiled extensions are built here; what runs needs no compiler.
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev
COPY pyproject.toml README.md LICENSE ./
COPY src/ src/
RUN pip wheel --no-deps --no-build-isolation --wheel-dir wheels . \
 && pip --python /opt/fresnel/bin/python install --no-deps --no-index wheels/*.whl

FROM python:3.11.14-slim-bookworm
# The root file system may be read-only: nothing is written.
ENV PATH=/opt/fresnel/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    FRESNEL_METRICS__HOST=0.0.0.0 \
    FRESNEL_METRICS__PORT=9464
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent \
      --shell /usr/sbin/nologin fresnel \
 && install --directory --owner fresnel --group fresnel /snapshots
COPY --from=builder /opt/fresnel /opt/fresnel
USER 10001:10001
# 8080: the API, on loopback until tokens are set. 9464: probes and metrics alone.
EXPOSE 8080 9464
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['FRESNEL_METRICS__PORT']}/livez\", timeout=2)"]
ENTRYPOINT ["fresnel"]
CMD ["serve"]
