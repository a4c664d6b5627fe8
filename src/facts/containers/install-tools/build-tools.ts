/** Packages that install or build others, or that only serve the building of an image: no run depends on their version. */
const TOOLS: Readonly<Record<'pypi' | 'conda' | 'system', ReadonlySet<string>>> = {
  pypi: names(`
    pip setuptools wheel uv poetry poetry-core poetry-plugin-export pdm pdm-backend pipenv hatch hatchling flit flit-core virtualenv build pipx conda-lock
    pip-tools ninja cmake cython scikit-build scikit-build-core meson meson-python maturin setuptools-scm setuptools-rust pybind11-global pkginfo twine distlib
    packaging auditwheel micropipenv rye installer certifi`),
  conda: names(`
    pip setuptools wheel conda mamba micromamba conda-lock conda-pack conda-libmamba-solver libmamba mamba-solver conda-build boa python-build poetry uv pipenv pdm cmake make ninja
    compilers c-compiler cxx-compiler fortran-compiler gcc gxx gcc_linux-64 gxx_linux-64 pkg-config git curl wget tini`),
  system: names(`
    build-essential make cmake ninja-build meson pkg-config pkgconf autoconf automake libtool gcc g++ cpp clang llvm ccache gfortran gcc-multilib g++-multilib binutils patch bison flex swig rustc cargo
    git git-core git-lfs openssh-client openssh-server curl wget ca-certificates gnupg gnupg2 gpg gpg-agent dirmngr apt-transport-https apt-utils software-properties-common lsb-release lsb-core debian-archive-keyring
    sudo gosu tini dumb-init unzip zip xz-utils bzip2 gzip p7zip-full tar rsync vim vim-tiny nano less htop tmux screen tree file procps psmisc locales tzdata bash bash-completion zsh fish man-db
    net-tools iputils-ping iproute2 dnsutils netcat socat telnet lsof strace gdb jq axel aria2 ssh musl-dev libc-dev libc6-dev linux-headers build-base alpine-sdk debconf dialog tzdata-legacy shellcheck
    python3-pip python-pip python3-dev python-dev python3-venv python3-setuptools python-setuptools python3-wheel python-is-python3 python-dev-is-python3 python3-distutils python3-virtualenv pipx yum-utils dnf-plugins-core epel-release which findutils coreutils util-linux
    gcc-c++ make-devel redhat-rpm-config kernel-headers devscripts equivs fakeroot dpkg-dev checkinstall doxygen graphviz-doc`),
};

function names(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** Whether a package is such a tool; `gcc-11` and `python3.10-dev` are, as `gcc` and `python3-dev` are. */
export function isTool(ecosystem: 'pypi' | 'conda' | 'system', name: string): boolean {
  if (TOOLS[ecosystem].has(name)) return true;
  if (ecosystem === 'conda') return /^(?:gcc|gxx|gfortran|sysroot|binutils)(?:_|$)/.test(name);
  return (
    ecosystem === 'system' &&
    /^(?:(?:gcc|g\+\+|gfortran|clang|llvm|cpp)-\d+|python3?(?:\.\d+)?-(?:dev|venv|distutils|pip|devel)|linux-headers-.*)$/.test(
      name,
    )
  );
}
