import check from '../../src/checks/container/base-pinned.js';
import { verify } from '../support/verify.js';

const digest = `sha256:${'a1'.repeat(32)}`;

verify(check, {
  pass: {
    'digest beside a tag, a registry with a port': {
      files: { Dockerfile: `FROM registry.example.org:5000/team/base:1.2@${digest}\n` },
    },
    'stages by name and number are no images, whatever the letter case': {
      files: {
        Dockerfile: `FROM python@${digest} AS Build\nRUN make\nFROM BUILD as test\nRUN make test\nFROM scratch\nCOPY --from=build /a /a\nCOPY --from=0 /a /a\nCOPY --from=TEST /b /b\n`,
      },
      message: '1 base image pinned',
    },
    'an ARG default that is pinned, through another ARG': {
      files: {
        Dockerfile: `ARG TAG=3.11\nARG BASE=python:\${TAG}@${digest}\nFROM --platform=$BUILDPLATFORM \${BASE}\n`,
      },
    },
    'text inside heredocs is no instruction': {
      files: {
        Dockerfile: `# syntax=docker/dockerfile:1\nFROM python@${digest}\nRUN <<EOF\nFROM evil:latest\nEOF\nCOPY <<"FILE" /x\nFROM evil:latest\nFILE\n`,
      },
      message: '1 base image pinned',
    },
    'only scratch': { files: { Dockerfile: 'FROM scratch\nADD root.tar /\n' }, message: 'no image is taken' },
    'a flake with its lock': { files: { 'flake.nix': '{}', 'flake.lock': '{}' } },
    'an Apptainer definition by digest': {
      files: { 'run.def': `Bootstrap: docker\nFrom: python@${digest}\n\n%post\n    pip install x\n` },
    },
    'build arguments of a compose file, with its environment file': {
      files: {
        'compose.yml':
          'services:\n  a:\n    build:\n      context: .\n      args:\n        BASE: python@${DIGEST}\n',
        '.env': `DIGEST=${digest}\n`,
        Dockerfile: 'ARG BASE\nFROM ${BASE}\n',
      },
      data: {
        images: [{ image: `python@${digest}`, pin: 'digest', place: 'Dockerfile:2' }],
      },
    },
    'an image that another service builds': {
      files: {
        'compose.yml':
          'services:\n  base:\n    build: ./base\n    image: team/base\n  app:\n    build: .\n  again:\n    image: docker.io/team/base:latest\n',
        'base/Dockerfile': `FROM python@${digest}\n`,
        Dockerfile: 'FROM team/base\n',
      },
      message: '1 base image pinned',
    },
    'an image that a make target builds under a name of a variable': {
      files: {
        Makefile:
          'IMAGE := team/base\nbase:\n\t@docker build -t $(IMAGE):$(shell git describe) \\\n\t  -f docker/base.Dockerfile .\n',
        'docker/base.Dockerfile': `FROM python@${digest}\n`,
        Dockerfile: 'FROM team/base:1\n',
      },
      message: '1 base image pinned',
    },
    'a shell of Nix by commit, by hash and by niv': {
      files: {
        'shell.nix': `import (fetchTarball "https://github.com/NixOS/nixpkgs/archive/${'0a'.repeat(20)}.tar.gz") {}`,
        'b/shell.nix': 'fetchTarball { url = "https://x/nixos-23.11.tar.gz"; sha256 = "0abc"; }',
        'c/shell.nix': 'let sources = import ./nix/sources.nix; in import sources.nixpkgs {}',
        'c/nix/sources.json': '{}',
        'c/nix/sources.nix': '{}',
        'd/shell.nix': 'let sources = import ./npins; in import sources.nixpkgs {}',
        'd/npins/sources.json': '{}',
        'd/npins/default.nix': '{}',
      },
      message: '4 base images pinned',
    },
    'features behind a lock': {
      files: {
        '.devcontainer/devcontainer.json': `{"image": "a@${digest}", "features": {"ghcr.io/a/b:latest": {}, "ghcr.io/a/c": {}}}`,
        '.devcontainer/devcontainer-lock.json': `{"features": {"ghcr.io/a/b:latest": {"resolved": "ghcr.io/a/b@${digest}"}}}`,
      },
      findings: ['.devcontainer/devcontainer.json:1 the feature ghcr.io/a/c is whatever'],
    },
    'a Dockerfile in the compose file': {
      files: {
        'compose.yml': `services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM python@${digest}\n        RUN make\n`,
      },
      message: '1 base image pinned',
    },
    'arguments that a script passes to a Dockerfile without a default': {
      files: {
        'build.sh': `docker build --build-arg BASE=python@${digest} -t mine .\n`,
        Dockerfile: 'ARG BASE\nFROM $BASE\n',
      },
    },
  },
  warn: {
    'arguments of a development container, and a service of another file': {
      files: {
        '.devcontainer/devcontainer.json':
          '{"build": {"dockerfile": "Dockerfile", "args": {"VARIANT": "3.10", "N": "${localEnv:N:1}"}}}',
        '.devcontainer/Dockerfile': 'ARG VARIANT\nARG N\nFROM python:${VARIANT}-${N}\n',
        'compose.yml': 'services:\n  a:\n    extends:\n      file: lib/base.yml\n      service: b\n',
        'lib/base.yml': 'services:\n  b:\n    image: redis:7.2\n  c:\n    image: never\n',
      },
      findings: ['.devcontainer/Dockerfile:3 python:3.10-1', 'compose.yml:4 redis:7.2'],
    },
    'an older image of its own name': {
      files: {
        'README.md': '```\ndocker build -t team/app:2 .\n```\n',
        Dockerfile: 'FROM team/app:1\n',
      },
    },
    'a version tag': { files: { Dockerfile: 'FROM nvidia/cuda:12.1.0-runtime-ubuntu22.04\n' } },
    'a release of a distribution by its name': { files: { Dockerfile: 'FROM debian:bookworm-slim\n' } },
    'a default in braces': {
      files: { Dockerfile: 'ARG V\nFROM python:${V:-3.11}\n' },
      data: { images: [{ image: 'python:3.11', pin: 'tag', place: 'Dockerfile:2' }] },
    },
    'any spelling of the file name': {
      files: {
        'docker/train.Dockerfile': 'FROM a:1\n',
        'Dockerfile.gpu': 'from a:2\n',
        Containerfile: 'FROM a:3\n',
        'gpu.dockerfile': 'FROM a:4\n',
      },
      message: '4 of 4 base images',
    },
    'continuation by a backtick': {
      files: { Dockerfile: '# escape=`\nFROM `\n  python:3.11\nRUN dir C:\\\n' },
    },
    'a compose file: services without a build': {
      files: {
        'compose.yaml':
          'x-base: &base\n  image: redis:${REDIS:-7.2}\nservices:\n  cache:\n    <<: *base\n  train:\n    image: mine\n    build: .\n',
        Dockerfile: 'FROM python:3.11\n',
      },
      findings: ['Dockerfile:1 python:3.11', 'compose.yaml:2 redis:7.2'],
    },
    'a development container with comments': {
      files: {
        '.devcontainer/devcontainer.json':
          '{\n  // base\n  "image": "mcr.microsoft.com/devcontainers/python:3.10",\n}\n',
      },
      findings: ['.devcontainer/devcontainer.json:3 mcr.microsoft.com/devcontainers/python:3.10'],
    },
    'a cluster environment': {
      files: {
        'deploy/cluster_env.yaml':
          'base_image: anyscale/ray:2.7.0-py310-cu118\npost_build_cmds:\n  - pip install x\n',
      },
      findings: ['deploy/cluster_env.yaml:1 anyscale/ray:2.7.0'],
    },
  },
  fail: {
    'an image that a workflow pushes, and everybody fetches': {
      files: {
        '.github/workflows/image.yml':
          'jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v5\n        with:\n          file: base.Dockerfile\n          tags: |\n            ghcr.io/team/base:${{ github.sha }}\n            ghcr.io/team/base:latest\n      # docker\n',
        'base.Dockerfile': `FROM python@${digest}\n`,
        Dockerfile: 'FROM ghcr.io/team/base\n',
      },
      findings: [/^Dockerfile:1 ghcr.io\/team\/base /],
    },
    'a channel of Nix': {
      files: { 'shell.nix': '# pinned\n{ pkgs ? import <nixpkgs> {} }: pkgs.mkShell {}\n' },
      findings: ['shell.nix:2 <nixpkgs> is whatever it leads to on the day'],
    },
    'a Dockerfile of Binder': {
      files: {
        'binder/Dockerfile': 'FROM jupyter/base-notebook\n',
        'binder/environment.yml': 'dependencies: []\n',
      },
    },
    'a build that names another image than the one that is asked for': {
      files: { 'README.md': '```\ndocker build -t team/app .\n```\n', Dockerfile: 'FROM team/base\n' },
    },
    'no tag, behind a registry with a port': { files: { Dockerfile: 'FROM registry:5000/a/b\n' } },
    'a tag that is only a variant': { files: { Dockerfile: 'FROM python:slim\n' } },
    'a tag that is only an architecture': {
      files: { Dockerfile: 'FROM tensorflow/tensorflow:gpu-x86_64\n' },
    },
    'a tag that follows the newest version': { files: { Dockerfile: 'FROM pytorch/pytorch:latest-gpu\n' } },
    'an image that is copied or mounted from': {
      files: {
        Dockerfile: `FROM python@${digest}\nCOPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/\nRUN --mount=type=bind,from=tools,target=/t make\n`,
      },
      findings: ['Dockerfile:2 ghcr.io/astral-sh/uv:latest', 'Dockerfile:3 tools'],
    },
    'the worst of several decides': {
      files: {
        Dockerfile: `FROM python:3.11\n`,
        '.gitpod.Dockerfile': 'FROM gitpod/workspace-full-vnc:latest\n',
        '.gitpod.yml': 'image:\n  file: .gitpod.Dockerfile\n',
      },
      message: '1 of 2',
    },
    'a flake without a lock': { files: { 'flake.nix': '{}' } },
    'a digest that is none': { files: { Dockerfile: 'FROM python@sha256:abc\n' } },
  },
  unknown: {
    'an ARG without a default': {
      files: { Dockerfile: 'ARG BASE\nFROM $BASE\n' },
      findings: ['Dockerfile:2 $BASE depends on a value'],
    },
    'a file that is no Dockerfile': {
      files: { Dockerfile: 'hello\n' },
      findings: [/Dockerfile.* cannot be read: it has no FROM/],
    },
    'a broken compose file': { files: { 'docker-compose.yml': 'services:\n  a: [\n' } },
    'a broken development container': { files: { '.devcontainer.json': '{"image": \n' } },
    'an empty Dockerfile': { files: { Dockerfile: '' }, findings: [/it is empty/] },
  },
  skip: {
    'no container': { files: { 'train.py': '' } },
    'the image of a CI job': {
      files: { '.gitlab-ci.yml': 'image: python:latest\n', '.github/Dockerfile': 'FROM a\n' },
    },
    'a template': { files: { '{{ cookiecutter.name }}/Dockerfile': 'FROM a\n' } },
    'an ignore list and a text about Dockerfiles': {
      files: {
        'Dockerfile.dockerignore': 'data\n',
        'Dockerfile.md': '# x\n',
        'src/dockerfile.ts': 'export const a = 1;\n',
        'src/dockerfile-words.go': 'package a\n',
      },
    },
    'any other YAML': {
      files: { 'config.yaml': 'base_image: cat.png\nlr: 1\n', 'bomb.yaml': 'a: &a [x]\nb: [*a, *a]\n' },
    },
  },
});
