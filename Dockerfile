# The command as an image, to be run on a mounted project:
#   docker run --rm -v "$PWD:/project:ro" repro
# The digest is that of node:22.23.2-bookworm-slim.
FROM node:22.23.2-bookworm-slim@sha256:48e4b67d85f87bd551df43704e24d252f56cc5f8e9718841aace50f19948f0f9 AS build
WORKDIR /repro
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY build.mjs LICENSE README.md ./
COPY bin bin
COPY src src
# What the bundle does not hold stays: the embedded ruff and the hash function, each in its own package.
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:22.23.2-bookworm-slim@sha256:48e4b67d85f87bd551df43704e24d252f56cc5f8e9718841aace50f19948f0f9
# The mounted project belongs to somebody else, whose files git would refuse to read. Nothing in its configuration is run.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends git=1:2.39.* \
  && rm -rf /var/lib/apt/lists/* \
  && git config --system --add safe.directory '*'
COPY --from=build /repro/package.json /repro/LICENSE /opt/repro/
COPY --from=build /repro/bin /opt/repro/bin
COPY --from=build /repro/dist /opt/repro/dist
COPY --from=build /repro/node_modules /opt/repro/node_modules
RUN ln -s /opt/repro/bin/repro.js /usr/local/bin/repro
USER node
WORKDIR /project
ENTRYPOINT ["repro"]
CMD ["check"]
