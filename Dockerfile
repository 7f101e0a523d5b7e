# One image for web, worker, relay and every management command. docker-compose.yml says how they run.

FROM node:22-slim AS assets
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM python:3.13-slim AS build
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv /opt/venv \
 && /opt/venv/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check \
      --require-hashes --only-binary :all: --requirement requirements.txt
COPY --from=assets /app/node_modules node_modules
COPY . .
# The manifest gives each file's name the hash of its content, so that browsers may keep it for good.
RUN DATA_DIR=/tmp/launchhub STATIC_ROOT=/app/static /opt/venv/bin/python manage.py collectstatic --no-input \
 && rm -rf /tmp/launchhub \
 && /opt/venv/bin/python -m compileall -q launchhub roadmap qa messaging

FROM python:3.13-slim
RUN groupadd --gid 10001 launchhub \
 && useradd --uid 10001 --gid launchhub --no-create-home --home-dir /data --shell /usr/sbin/nologin launchhub \
 && install --directory --owner launchhub --group launchhub --mode 700 /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data STATIC_ROOT=/app/static
WORKDIR /app
USER 10001:10001
EXPOSE 8000
CMD ["python", "manage.py", "help"]
