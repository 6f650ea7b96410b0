# Stages: base has the tools, dev adds those of a developer, ci adds the project. None of them builds
# it; that is for whoever runs a container.

FROM debian:bookworm AS base
WORKDIR /usr/src/basic-allocator
# strace shows the system calls of the allocator as they happen.
COPY run .
RUN ./run tools \
    && apt-get install -y --no-install-recommends strace \
    && rm -rf /var/lib/apt/lists/*

# For the devcontainer, which mounts the source. This just is the newest that Debian's Node can start.
FROM base AS dev
RUN apt-get update \
    && apt-get install -y --no-install-recommends git npm shellcheck sudo \
    && rm -rf /var/lib/apt/lists/* \
    && npm install -g rust-just@1.40.0
RUN useradd --create-home --shell /bin/bash dev \
    && echo "dev ALL=(ALL) NOPASSWD: ALL" > /etc/sudoers.d/dev
USER dev

# The same with the project in it, as nothing is mounted in tests of the above.
FROM dev AS dev-test
COPY --chown=dev . /home/dev/project/
WORKDIR /home/dev/project

# For tests on Linux, wherever there is a container engine.
FROM base AS ci
COPY . .
