import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Project } from '../../src/facts/fact.js';
import { type InstallStep, imageInstalls } from '../../src/facts/image-installs.js';
import { MemorySource } from '../../src/facts/source.js';

const stepsOf = async (files: Record<string, string>): Promise<readonly InstallStep[]> =>
  (await new Project(new MemorySource(files)).get(imageInstalls)).steps;

/**
 * One line a step: `tool@line`, what holds of it, then its packages as `line:name=version` with `!` for pinned, `~` for a
 * tool and `?` for one that is open, then its files as `role path`.
 */
function shown(step: InstallStep): string {
  const { tool, at, installsProject, fromLock, hasUnknown, fetches, packages, files } = step;
  return [
    `${tool}@${at.line}`,
    ...(installsProject ? ['project'] : []),
    ...(fromLock ? ['locked'] : []),
    ...(hasUnknown ? ['unknown'] : []),
    ...(fetches === undefined ? [] : [`fetches ${fetches}`]),
    ...packages.map(
      ({ name, version, pinned, isTool, isOpen, at: { line } }) =>
        `${line}:${name}${version === undefined ? '' : `=${version}`}${pinned ? '!' : ''}${isTool ? '~' : ''}${isOpen ? '?' : ''}`,
    ),
    ...files.map(({ role, path, text }) => `${role} ${path ?? `(${text})`}`),
  ].join(' ');
}

const docker = async (text: string, files: Record<string, string> = {}) =>
  (await stepsOf({ Dockerfile: text, ...files })).map(shown);
const run = async (command: string, files: Record<string, string> = {}) =>
  (await docker(`FROM a\nWORKDIR /app\nCOPY . .\nRUN ${command}\n`, files)).map((line) => line.replaceAll(/@4| 4:/g, (at) => (at === '@4' ? '' : ' '))); // biome-ignore format: one line

const NONE = {};
const PYPROJECT = { 'pyproject.toml': '[project]\nname = "a"\n' };

test.each<[command: string, files: Record<string, string>, steps: string[]]>([
  // pip
  ['pip install numpy==1.26.4 "torch>=2" scipy', NONE, ['pip numpy=1.26.4! torch scipy']],
  ['pip install torch>=2.0', NONE, ['pip torch']],
  ['pip3.11 --no-cache-dir install -i https://e.org/simple -U pip setuptools==70.0.0', NONE, ['pip pip~ setuptools=70.0.0!~']],
  ['python3 -m pip install --find-links /w -r requirements.txt -cconstraints.txt', { 'requirements.txt': '', 'constraints.txt': '' }, ['pip list requirements.txt constraints constraints.txt']],
  ['pip install --require-hashes --requirement=requirements.txt', { 'requirements.txt': '' }, ['pip locked list requirements.txt']],
  ['PIP_REQUIRE_HASHES=1 pip install -r requirements.txt', { 'requirements.txt': '' }, ['pip locked list requirements.txt']],
  ['pip install -e ".[dev]" && pip install --no-deps .', PYPROJECT, ['pip project list pyproject.toml', 'pip project']],
  ['pip install git+https://u:p@github.com/a/b.git@0123456789012345678901234567890123456789 git+https://github.com/a/c@main#egg=d', NONE, ['pip b! d']],
  ['pip install "a @ https://e.org/a-1.0-py3-none-any.whl" https://e.org/b_c-2.1-py3-none-any.whl', NONE, ['pip a! b-c=2.1!']],
  ['pip install $PACKAGES "torch==$VERSION"', NONE, ['pip unknown torch?']],
  ['pip install /wheels/*.whl', NONE, []],
  ['pip install -r https://e.org/requirements.txt', NONE, ['pip fetches https://e.org/requirements.txt list (https://e.org/requirements.txt)']],
  ['cat list.txt | xargs -n 1 pip install', NONE, ['pip unknown']],
  ['pip list && pip uninstall -y a && pip --version && pip config set a b', NONE, []],
  ['pip install --dry-run a && pip install b --help && uv pip install --dry-run c && pip install -h', NONE, []],
  ['pip install --log-file log.txt a', NONE, ['pip a']],
  ['pip install git+https://e.org/a.git@v1.0.0 git+https://e.org/b@1.2.0#egg=b "c @ git+ssh://git@e.org/c@c-2.0" git+ssh://git@e.org/d git+https://e.org/e@main', NONE, ['pip a=v1.0.0 b=1.2.0 c=c-2.0 d e']],
  // uv
  ['uv sync --frozen --no-dev', { ...PYPROJECT, 'uv.lock': '' }, ['uv project locked list pyproject.toml lock uv.lock']],
  ['uv sync', { ...PYPROJECT, 'uv.lock': '' }, ['uv project list pyproject.toml lock uv.lock']],
  ['UV_LOCKED=1 uv sync', { ...PYPROJECT, 'uv.lock': '' }, ['uv project locked list pyproject.toml lock uv.lock']],
  ['uv sync --upgrade', { ...PYPROJECT, 'uv.lock': '' }, ['uv project list pyproject.toml']],
  ['uv run --frozen python train.py', { ...PYPROJECT, 'uv.lock': '' }, ['uv project locked list pyproject.toml lock uv.lock']],
  ['uv run --no-sync pip install a', NONE, ['pip a']],
  ['uv add a==1.0 b', NONE, ['uv a=1.0! b']],
  ['uv tool install dvc==3.0.0 --with dvc-s3 && uvx ruff@0.4.1 check x', NONE, ['uv dvc=3.0.0! dvc-s3', 'uv ruff=0.4.1!']],
  ['uv pip install --system --torch-backend cpu -r requirements.txt', { 'requirements.txt': '' }, ['uv list requirements.txt']],
  ['uv pip sync requirements.txt', { 'requirements.txt': '' }, ['uv locked lock requirements.txt']],
  ['uv export --frozen | uv pip install -r -', { 'uv.lock': '' }, ['uv locked lock uv.lock']],
  ['uv venv && uv python install 3.12', NONE, []],
  // Poetry, PDM, Pipenv
  ['poetry install --no-root --only main', { ...PYPROJECT, 'poetry.lock': '' }, ['poetry project locked list pyproject.toml lock poetry.lock']],
  ['poetry install', PYPROJECT, ['poetry project list pyproject.toml']],
  ['poetry add a@1.2.0 "b@^2" && poetry self add poetry-plugin-export', NONE, ['poetry a=1.2.0! b', 'poetry poetry-plugin-export~']],
  ['poetry export -f requirements.txt --output req.txt && pip install -r req.txt', { 'poetry.lock': '' }, ['pip locked lock poetry.lock']],
  ['poetry export > r.txt; pip install -r r.txt', { 'poetry.lock': '' }, ['pip locked lock poetry.lock']],
  ['pdm sync --prod', { ...PYPROJECT, 'pdm.lock': '' }, ['pdm project locked list pyproject.toml lock pdm.lock']],
  ['pdm install --frozen-lockfile && pdm add a', { ...PYPROJECT, 'pdm.lock': '' }, ['pdm project locked list pyproject.toml lock pdm.lock', 'pdm a']],
  ['pipenv install --system --deploy', { Pipfile: '', 'Pipfile.lock': '{}' }, ['pipenv project locked list Pipfile lock Pipfile.lock']],
  ['pipenv install && pipenv install a==1', { Pipfile: '' }, ['pipenv project list Pipfile', 'pipenv a=1!']],
  // conda and pixi
  ['conda install -y -c conda-forge python=3.10 numpy=1.26.4=py310_0 "scipy>=1" pytorch::pytorch==2.1.0 && conda clean -a', NONE, ['conda python! numpy=1.26.4! scipy pytorch=2.1.0!']],
  ['conda create -n x python=$V && conda create -y -n y', NONE, ['conda unknown python?']],
  ['mamba env update -n base --file environment.yml', { 'environment.yml': '' }, ['conda list environment.yml']],
  ['conda env create', { 'environment.yml': '' }, ['conda list environment.yml']],
  ['micromamba install -y -n base -f env.yaml && micromamba clean -a', { 'env.yaml': '' }, ['conda list env.yaml']],
  ['micromamba create -n x --file conda-linux-64.lock', { 'conda-linux-64.lock': '' }, ['conda locked lock conda-linux-64.lock']],
  ['conda run -n x pip install a', NONE, ['pip a']],
  ['conda install numpy=1.26 "scipy 1.11.1" pandas==2.1 six=1.16.0', NONE, ['conda numpy scipy=1.11.1! pandas=2.1! six=1.16.0!']],
  ['micromamba install --channel-priority strict numpy && conda install --channel-priority scipy', NONE, ['conda numpy', 'conda scipy']],
  ['conda install --dry-run a && conda create -d -n x b && mamba install c --download-only && conda install --help && conda env create --dry-run', { 'environment.yml': '' }, []],
  ['conda-lock install -n x conda-lock.yml', { 'conda-lock.yml': '' }, ['conda-lock locked lock conda-lock.yml']],
  ['pixi install --locked', { 'pixi.toml': '', 'pixi.lock': '' }, ['pixi project locked list pixi.toml lock pixi.lock']],
  ['pixi add numpy==1.2.3', NONE, ['pixi numpy=1.2.3!']],
  // packages of the system
  ['apt-get update -y && apt-get -o A=b install -y --no-install-recommends -t stable curl libgl1=1.2-3 g++-11 ./x.deb', NONE, ['apt curl~ libgl1=1.2-3! g++-11~']],
  ['sudo DEBIAN_FRONTEND=noninteractive apt install ffmpeg:amd64 bad- $MORE', NONE, ['apt unknown ffmpeg']],
  ['xargs -a apt.txt apt-get install -y', { 'apt.txt': '' }, ['apt unknown list apt.txt']],
  ['apk add --no-cache --virtual .build gcc libpng=1.6.40-r0 jpeg~=9 && apk del .build', NONE, ['apk gcc~ libpng=1.6.40-r0! jpeg']],
  ['yum install -y git openssl-3.0.7-1.el9 && microdnf install python3.11', NONE, ['yum git~ openssl=3.0.7-1.el9!', 'yum python3.11']],
  ['yum install -y cuda-toolkit-12-4 cuda-nvcc-12-4-12.4.99-1 java-11-openjdk-devel java-1.8.0-openjdk python3-3.9.* foo-20230101-1.el9.x86_64 libstdc++-devel @base', NONE, ['yum cuda-toolkit-12-4 cuda-nvcc-12-4=12.4.99-1! java-11-openjdk-devel java-1.8.0-openjdk python3 foo=20230101-1.el9.x86_64! libstdc++-devel base']],
  ['apt-get upgrade -y && apt-get purge -y gcc', NONE, []],
  // R and Julia
  [`R -e "install.packages(c('dplyr', 'ggplot2'), repos = 'https://cran.r-project.org')"`, NONE, ['r dplyr ggplot2']],
  [`Rscript -e 'install.packages("dplyr", repos="https://packagemanager.posit.co/cran/2024-01-02")'`, NONE, ['r dplyr!']],
  [`Rscript -e 'remotes::install_version("rlang", version = "1.1.0"); remotes::install_github("a/b@0123456789012345678901234567890123456789")'`, NONE, ['r rlang=1.1.0!', 'r b!']],
  [`R -q -e 'renv::restore()'`, { 'renv.lock': '{}' }, ['r project locked lock renv.lock']],
  ['install2.r --error --repos https://e.org -n 4 dplyr tidyr', NONE, ['r dplyr tidyr']],
  [`julia --project=. -e 'using Pkg; Pkg.instantiate()'`, { 'Project.toml': '', 'Manifest.toml': '' }, ['julia project locked list Project.toml lock Manifest.toml']],
  [`julia -e 'using Pkg; Pkg.add(name="CSV", version="0.10.1"); Pkg.add(["A", "B"])'`, NONE, ['julia CSV=0.10.1!', 'julia A B']],
  [`R -e 'remotes::install_version("ggplot2", "3.3.5"); devtools::install_version("dplyr", ">= 1.0", repos="https://e.org")'`, NONE, ['r ggplot2=3.3.5!', 'r dplyr']],
  [`R -e 'if (!require("a")) install.packages(c("b", "c"), lib = c("/l")); install.packages("d")'`, NONE, ['r b c', 'r d']],
  [`Rscript -e "options(repos='https://packagemanager.posit.co/cran/2023-06-01')" -e "install.packages('xts')"`, NONE, ['r xts!']],
  [`Rscript -e "options(repos='https://packagemanager.posit.co/cran/latest')" -e "install.packages('xts')"`, NONE, ['r xts']],
  ['install2.r -r https://packagemanager.posit.co/cran/2023-10-01 tidyverse xts', NONE, ['r tidyverse! xts!']],
  ['install2.r -r https://packagemanager.posit.co/cran/2023-10-01 -r https://e.org tidyverse', NONE, ['r tidyverse']],
  ['installGithub.r -r https://packagemanager.posit.co/cran/2023-10-01 a/b', NONE, ['r b']],
  [`julia -e 'using Pkg; Pkg.add([PackageSpec(name="A"), PackageSpec(name="B", version="1.2.0")]); Pkg.add(["C", PackageSpec("D")])'`, NONE, ['julia A B=1.2.0!', 'julia C D']],
  [`julia -e 'using Pkg; Pkg.add([(name="A", version="1.2.0"), (; name="B")]); Pkg.add(PackageSpec(url="https://e.org/C.jl.git", rev="0123456789012345678901234567890123456789"))'`, NONE, ['julia A=1.2.0! B', 'julia C=0123456789012345678901234567890123456789!']],
  // what is fetched
  ['git clone --depth 1 https://github.com/a/b.git /b && pip install /b', PYPROJECT, ['git fetches https://github.com/a/b.git b']],
  ['git clone https://github.com/a/b && cd b && git checkout 0123456789012345678901234567890123456789', NONE, ['git b=0123456789012345678901234567890123456789!']],
  ['git clone https://github.com/a/b && git -C b reset --hard $COMMIT', NONE, ['git unknown b?']],
  ['git clone --branch v3.3.0 --depth 1 https://github.com/a/b && git clone -b main https://github.com/a/c', NONE, ['git b=v3.3.0!', 'git fetches https://github.com/a/c c=main']],
  ['curl -fsSL https://e.org/install.sh | sudo -E bash -', NONE, ['download fetches https://e.org/install.sh install.sh']],
  ['bash -c "$(wget -qO- https://e.org/i.sh)"', NONE, ['download fetches https://e.org/i.sh i.sh']],
  ['wget -q https://e.org/x-latest.sh -O /tmp/x.sh && bash /tmp/x.sh -b', NONE, ['download fetches https://e.org/x-latest.sh x-latest.sh']],
  ['wget https://e.org/x-1.2.3.sh && sh x-1.2.3.sh', NONE, ['download x-1.2.3.sh!']],
  ['curl -O https://e.org/x.sh && echo "abc x.sh" | sha256sum -c - && sh x.sh', NONE, ['download x.sh!']],
  ['curl -O https://e.org/data.zip && unzip data.zip', NONE, []],
  ['curl -O https://e.org/x.sh && curl -O https://e.org/y.sh && echo "abc  ./y.sh" | sha256sum -c && sh x.sh && sh y.sh', NONE, ['download fetches https://e.org/x.sh x.sh', 'download y.sh!']],
  ['curl -O https://e.org/x.sh && curl -fo /y https://e.org/y.sh && printf "%s  /y\\n" $SUM | shasum -a 256 -c - && sh x.sh && sh /y', NONE, ['download fetches https://e.org/x.sh x.sh', 'download y.sh!']],
  ['curl -O https://e.org/x.sh && curl -O https://e.org/y.sh && sha256sum -c SHA256SUMS && sh x.sh && sh y.sh', NONE, ['download x.sh!', 'download y.sh!']],
  ['curl -O https://e.org/x.sh && curl -O https://e.org/SHA256SUMS && grep sh SHA256SUMS | sha256sum --check && sh x.sh', NONE, ['download x.sh!']],
  ['curl -O https://e.org/x.sh && curl -O https://e.org/y.sh && curl -O https://e.org/x.sh.sha256 && sha256sum -c x.sh.sha256 && sh x.sh && sh y.sh', NONE, ['download x.sh!', 'download fetches https://e.org/y.sh y.sh']],
  ['curl -O https://e.org/x.sh && echo "$LINE" | sha256sum -c && sh x.sh', NONE, ['download x.sh!']],
  ['curl -O https://e.org/x.sh && echo "$SUM data.bin" | sha256sum -c && sh x.sh', NONE, ['download fetches https://e.org/x.sh x.sh']],
  ['curl https://e.org/x.sh | bash && sha256sum -c SHA256SUMS', NONE, ['download fetches https://e.org/x.sh x.sh']],
  ['wget https://e.org/x.sh && sha256sum x.sh > sums && sh x.sh', NONE, ['download fetches https://e.org/x.sh x.sh']],
])('RUN %s', async (command, files, steps) => {
  expect(await run(command, files)).toEqual(steps);
}); // biome-ignore format: a table reads better in rows

describe('lines', () => {
  test('of packages in continued commands, with comments and blank lines between', async () => {
    const text = `FROM a
ARG TORCH_VERSION=2.1.0
ENV EXTRA="numpy==1.26.4 scipy"
# system packages
RUN apt-get update \\
 && apt-get install -y --no-install-recommends \\
    # what OpenCV needs
    libgl1 \\

    libglib2.0-0=2.74.6-2 \\
    git \\
 && rm -rf /var/lib/apt/lists/*
RUN --mount=type=cache,target=/root/.cache \\
    pip install \\
      torch==\${TORCH_VERSION} \\
      "torchvision==0.16.0" $EXTRA \\
      transformers
`;
    expect(await docker(text)).toEqual([
      'apt@6 8:libgl1 10:libglib2.0-0=2.74.6-2! 11:git~',
      'pip@14 15:torch=2.1.0! 16:torchvision=0.16.0! 16:numpy=1.26.4! 16:scipy 17:transformers',
    ]);
  });

  test('of packages in here-documents', async () => {
    const text = `FROM a
RUN <<EOF
set -e
apt-get install -y \\
  ffmpeg
if [ -n "$GPU" ]; then pip install torch; fi
EOF
RUN cat <<EOF > /requirements.txt && pip install -r /requirements.txt
numpy
EOF
RUN python3 <<EOF
import pip
EOF
`;
    expect(await docker(text, { 'requirements.txt': '' })).toEqual([
      'apt@4 5:ffmpeg',
      'pip@6 6:torch',
      'pip@8 list (/requirements.txt)',
    ]);
  });

  test('of the exec form and of a quoted script', async () => {
    const text = `FROM a
RUN ["pip", "install", "torch>=2"]
RUN ["/bin/bash", "-c", "pip install numpy && pip install scipy"]
RUN bash -lc "conda activate x && \\
    pip install pandas==2.0.0"
`;
    expect(await docker(text)).toEqual([
      'pip@2 2:torch',
      'pip@3 3:numpy',
      'pip@3 3:scipy',
      'pip@5 5:pandas=2.0.0!',
    ]);
  });
});

describe('files', () => {
  test.each<[name: string, text: string, files: string[], step: string]>([
    ['copied beside', 'COPY requirements.txt /tmp/\nRUN pip install -r /tmp/requirements.txt', ['requirements.txt'], 'list requirements.txt'],
    ['copied under another name', 'COPY deps/prod.txt /r.txt\nRUN pip install -r /r.txt', ['deps/prod.txt', 'r.txt'], 'list deps/prod.txt'],
    ['copied with a glob', 'COPY req/*.txt ./\nRUN pip install -r prod.txt', ['req/prod.txt', 'req/dev.txt'], 'list req/prod.txt'],
    ['in a copied folder', 'COPY src /opt/src\nRUN cd /opt/src && pip install -r r.txt', ['src/r.txt', 'r.txt'], 'list src/r.txt'],
    ['mounted', 'RUN --mount=type=bind,source=a/r.txt,target=r.txt pip install -r r.txt', ['a/r.txt', 'b/r.txt'], 'list a/r.txt'],
    ['from the working folder', 'WORKDIR /srv\nCOPY a b/\nWORKDIR b\nRUN pip install -r r.txt', ['a/r.txt', 'r.txt'], 'list a/r.txt'],
    ['of an earlier stage', 'COPY a/r.txt /r.txt\nFROM base\nRUN pip install -r /r.txt', ['a/r.txt', 'r.txt'], 'list a/r.txt'],
    ['copied last', 'COPY a/r.txt /r.txt\nCOPY b/r.txt /r.txt\nRUN pip install -r /r.txt', ['a/r.txt', 'b/r.txt'], 'list b/r.txt'],
    ['made from another', 'COPY . /x\nWORKDIR /x\nRUN grep -v torch r.txt > s.txt && pip install -r s.txt', ['r.txt'], 'list r.txt'],
    ['of a clone', 'RUN git clone https://e.org/x /x && pip install -r /x/r.txt', ['r.txt'], 'list (/x/r.txt)'],
    ['told by nothing, but one of the name', 'RUN pip install -r /unseen/r.txt', ['r.txt'], 'list r.txt'],
    ['told by nothing, far away', 'RUN pip install -r /unseen/r.txt', ['docs/more/r.txt'], 'list (/unseen/r.txt)'],
  ])('%s', async (_, text, names, expected) => {
    const files = Object.fromEntries(names.map((name) => [name, '']));
    const steps = await docker(`FROM a AS base\n${text}\n`, files);
    expect(steps.at(-1)?.endsWith(expected)).toBe(true);
  }); // biome-ignore format: a table reads better in rows

  test('beside a Dockerfile in a folder come before those at the root', async () => {
    const text = 'FROM a\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n';
    const files = { 'serve/Dockerfile': text, 'serve/requirements.txt': '', 'requirements.txt': '' };
    expect((await stepsOf(files)).map(shown)).toEqual(['pip@3 list serve/requirements.txt']);
    const compose = 'services:\n  a:\n    build:\n      context: .\n      dockerfile: serve/Dockerfile\n';
    expect((await stepsOf({ ...files, 'compose.yml': compose })).map(shown)).toEqual([
      'pip@3 list requirements.txt',
    ]);
  });

  test('a folder that was not copied from the project is none of it', async () => {
    expect(await docker('FROM a\nRUN cd /opt/lib && pip install .\n', PYPROJECT)).toEqual(['pip@2 unknown']);
  });

  test('scripts of the project that the recipe runs', async () => {
    const text = 'FROM a\nCOPY . /x\nWORKDIR /x\nRUN ./setup.sh && Rscript install.R\n';
    const steps = await stepsOf({
      Dockerfile: text,
      'setup.sh': '#!/bin/bash\nset -e\npip install numpy\n./setup.sh\n',
      'install.R': 'x <- 1\ninstall.packages("dplyr")\n',
    });
    expect(steps.map((step) => `${step.at.file} ${shown(step)}`)).toEqual([
      'setup.sh pip@3 3:numpy',
      'install.R r@2 2:dplyr',
    ]);
  });
});

test('recipes of other kinds', async () => {
  const steps = await stepsOf({
    'a.def':
      'Bootstrap: docker\nFrom: a\n\n%files\n  requirements.txt /opt/\n\n%post\n  # tools\n  pip install \\\n    numpy\n  pip install -r /opt/requirements.txt\n',
    'requirements.txt': '',
    '.devcontainer/devcontainer.json':
      '{\n  "image": "a",\n  "postCreateCommand": "pip install -r requirements.txt"\n}\n',
    'binder/environment.yml': 'name: a\n',
    'binder/apt.txt': '# needed\nlibgl1\nffmpeg\n',
    'binder/postBuild': '#!/bin/bash\nset -e\npip install dvc==3.0.0\n',
  });
  expect(steps.map((step) => `${step.at.file} ${shown(step)}`).sort()).toEqual([
    '.devcontainer/devcontainer.json pip@3 list requirements.txt',
    'a.def pip@11 list requirements.txt',
    'a.def pip@9 10:numpy',
    'binder/apt.txt apt@1 2:libgl1 3:ffmpeg list binder/apt.txt',
    'binder/environment.yml conda@1 list binder/environment.yml',
    'binder/postBuild pip@3 3:dvc=3.0.0!',
  ]);
});

test('addresses that ADD fetches', async () => {
  const hash = 'a'.repeat(64);
  const text = `FROM a\nADD https://e.org/x.bin /x\nADD --checksum=sha256:${hash} https://e.org/y.bin /y\nADD local /z\n`;
  expect(await docker(text)).toEqual([
    'download@2 fetches https://e.org/x.bin 2:x.bin',
    'download@3 3:y.bin!',
  ]);
});

test('a secret in an address is not repeated', async () => {
  const steps = await stepsOf({
    Dockerfile:
      'FROM a\nRUN git clone https://me:secret@e.org/b.git && pip install git+https://me:secret@e.org/c\n',
  });
  expect(JSON.stringify(steps)).not.toContain('secret');
});

test.each([
  ['pipes', 'curl https://e.org/x | bash', 'download'],
  ['files', 'curl -o x.sh https://e.org/x && bash x.sh', 'download'],
  ['comparisons', 'wget https://e.org/x.sh; sh x.sh; echo "1 x.sh" | sha256sum -c', 'download'],
  ['clones', 'git clone https://e.org/x', 'git'],
])('a RUN of thousands of %s', async (_, command, tool) => {
  const steps = await stepsOf({ Dockerfile: `FROM a\nRUN true; ${`${command};`.repeat(6_000)}\n` });
  expect(steps[0]?.tool).toBe(tool);
});

test.each([
  ['calls inside of calls', 'install.packages('.repeat(300) + '('.repeat(250_000) + 'a'.repeat(250_000)],
  ['calls that are never closed', 'install.packages('.repeat(30_000)],
  ['names of functions alone', 'install.packages '.repeat(30_000)],
  ['packages without end', `install.packages(c(${'"a", '.repeat(100_000)}))`],
  ['lists of named arguments', `install.packages(${'a=c('.repeat(125_000)}`],
  ['addresses of repositories', 'p3m.dev/'.repeat(60_000)],
  ['blanks', `install${' '.repeat(250_000)}install_version${' '.repeat(250_000)}`],
])('R code of half a megabyte: %s', async (_, code) => {
  const steps = await stepsOf({
    Dockerfile: 'FROM a\nCOPY . .\nRUN Rscript install.R\n',
    'install.R': `install.packages("first")\n${code}\n`,
  });
  expect(steps[0]?.packages[0]?.name).toBe('first');
});

test('any RUN is read without an error, and its lines are in the file', async () => {
  const word = fc.constantFrom(
    ...['pip install ', 'conda create -f ', 'apt-get install ', 'R -e ', 'julia -e ', 'git clone ', 'uv ', 'sync ', 'poetry add ', 'bash -c ', 'curl ', '| sh ', '-r ', '"', "'", '$(', ')', '(', '\\\n', ' \\\n  ', '<<E', '\n', 'a==1 ', 'install.packages(', 'Pkg.add(', '../', '/', '&& ', 'cd ', '--', '[', ']', 'https://e.org/x.sh '],
  ); // biome-ignore format: one line is enough
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 40 }), async (pieces) => {
      const text = `FROM a\nRUN ${pieces.join('')}\n`;
      const last = text.split('\n').length;
      for (const { at, packages } of await stepsOf({ Dockerfile: text })) {
        for (const { line } of [at, ...packages.map((one) => one.at)]) {
          expect(line).toBeGreaterThanOrEqual(2);
          expect(line).toBeLessThanOrEqual(last);
        }
      }
    }),
    { numRuns: 500 },
  );
});
