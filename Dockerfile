# Tag and digest, changed together. The digest is of all platforms.
FROM node:24.21.0-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6

RUN apt-get update \
 && apt-get install -y --no-install-recommends ffmpeg tini \
 && rm -rf /var/lib/apt/lists/*

LABEL org.opencontainers.image.title=audiopod-bot \
      org.opencontainers.image.description="AudioPod speech and stems in chat: Discord, Slack and a local web playground." \
      org.opencontainers.image.licenses=MIT

WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY script/prune-packages script/
# Without install scripts: the only one among the run-time packages would download a second ffmpeg.
RUN npm ci --omit=dev --ignore-scripts \
 && npm cache clean --force \
 && script/prune-packages node_modules

COPY src src
COPY sandbox sandbox
COPY docs/privacy.md docs/terms.md docs/

RUN mkdir /data /compiled && chown node:node /data /compiled
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data \
    FFMPEG_PATH=/usr/bin/ffmpeg \
    NODE_COMPILE_CACHE=/compiled
USER node
# Compiles the program once, with the options it runs with: Node reuses code only for the same ones, and only
# for the same user.
RUN node --disable-warning=ExperimentalWarning --max-semi-space-size=8 --eval \
  "for (const name of ['app/program', 'bots/discord/discord-bot', 'bots/slack/slack-bot']) await import('/app/src/' + name + '.ts')"
VOLUME /data
EXPOSE 3000

HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --start-interval=2s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]

# tini is process 1: it passes SIGTERM on, so that the program drains, also before Node listens for it, and it takes in
# what an ffmpeg leaves behind. The options are those of script/start.
ENTRYPOINT ["tini", "--"]
CMD ["node", "--disable-warning=ExperimentalWarning", "--max-semi-space-size=8", "src/main.ts"]
