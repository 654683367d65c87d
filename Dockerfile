# The hub. PostgreSQL is a service of its own: see compose.yaml.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY tsconfig.json ./
COPY console console
COPY bin bin
COPY src src
RUN npm run build

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/var/lib/holdfast
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The embedded PostgreSQL and the pinned Node are for machines that have neither; this image needs only our libraries.
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --omit=optional --ignore-scripts
COPY bin bin
COPY migrations migrations
# Sources and what was built of them are copied together: only what is newer than its sources is run.
COPY --from=build /app/src src
COPY --from=build /app/bin/built bin/built
COPY --from=build /app/console/dist console/dist
RUN mkdir -p /var/lib/holdfast && chown node:node /var/lib/holdfast
USER node
VOLUME /var/lib/holdfast
EXPOSE 8080
# A migration of a large ledger takes its time at the start, and is no illness.
HEALTHCHECK --start-period=2m --interval=10s --timeout=3s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
# A nursery of a size that costs neither much memory nor holds per second. A bound for the rest: without one it is collected only
# when it is several times as large as what is in use.
ENTRYPOINT ["node", "--max-semi-space-size=16", "--max-old-space-size=768", "bin/holdfast.js"]
CMD ["start"]
