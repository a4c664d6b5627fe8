/** A program that starts another one. */
export interface Launcher {
  /** Its options that take a value as the next word. */
  values: ReadonlySet<string>;
  /** Its options that take two. */
  pairs: ReadonlySet<string>;
  /** How many words of its own stand before the program: `timeout 10m`, `gosu user`. */
  own: number;
  /** `files`: it gives a Python file to Python itself; `only`: it runs nothing but Python. */
  python?: 'files' | 'only' | undefined;
}

function launcher(
  values: string,
  more: Partial<Pick<Launcher, 'own' | 'python'>> & { pairs?: string } = {},
): Launcher {
  const { pairs = '', own = 0, python } = more;
  const set = (words: string) => new Set(words.split(' ').filter((word) => word !== ''));
  return { values: set(values), pairs: set(pairs), own, python };
}

const CONDA = launcher('-n --name -p --prefix --cwd');
const MPI = launcher(
  '-n -np -c -N -H -host --host -hostfile --hostfile -machinefile --machinefile -x -bind-to --bind-to -map-by --map-by -genv',
  { pairs: '-mca --mca' },
);

/** What DVC runs as a stage, now or when the pipeline runs. */
const STAGE = launcher(
  '-n --name -d --deps -o --outs -O --outs-no-cache -p --params -m --metrics -M --metrics-no-cache --outs-persist --outs-persist-no-cache --plots --plots-no-cache --live --live-no-cache -w --wdir --file --desc',
);

/** Launchers by name; two or three words name a program and its subcommand. Source: the manual of each. */
export const LAUNCHERS: ReadonlyMap<string, Launcher> = new Map([
  ['sudo', launcher('-u --user -g --group -h --host -p --prompt -C -D --chdir -R -T -U -r -t')],
  ['doas', launcher('-u -C')],
  ['gosu', launcher('', { own: 1 })],
  ['su-exec', launcher('', { own: 1 })],
  ['env', launcher('-u --unset -C --chdir')],
  ['exec', launcher('-a')],
  ['command', launcher('')],
  ['time', launcher('-o --output -f --format')],
  ['nohup', launcher('')],
  ['setsid', launcher('')],
  ['unbuffer', launcher('')],
  ['stdbuf', launcher('-i --input -o --output -e --error')],
  ['nice', launcher('-n --adjustment')],
  ['ionice', launcher('-c --class -n --classdata')],
  ['taskset', launcher('', { own: 1 })],
  ['numactl', launcher('-m -N -C -p -i')],
  ['timeout', launcher('-s --signal -k --kill-after', { own: 1 })],
  ['xvfb', launcher('')],
  ['xvfb-run', launcher('-s --server-args -n --server-num -e --error-file -f --auth-file -p -w --wait')],
  ['xargs', launcher('-n --max-args -L --max-lines -I -P --max-procs -a --arg-file -d --delimiter -s --max-chars -E')],
  ['!', launcher('')],
  ['srun', launcher('-n --ntasks -N --nodes -p --partition -c --cpus-per-task -t --time -w --nodelist -x --exclude -J --job-name -A --account -G --gpus -q --qos -C --constraint -D --chdir -o --output -e --error -i --input --gres --mem --ntasks-per-node --gpus-per-node')],
  ['mpirun', MPI],
  ['mpiexec', MPI],
  ['horovodrun', launcher('-np --num-proc -H --hosts -hostfile --hostfile -p --ssh-port --network-interface')],
  ['ipython', launcher('--profile --ipython-dir', { python: 'only' })],
  ['deepspeed', launcher('-H --hostfile -i --include -e --exclude --num_nodes --num_gpus --node_rank --master_port --master_addr --launcher --launcher_args', { python: 'only' })],
  ['torchrun', launcher('--nproc_per_node --nproc-per-node --nnodes --node_rank --node-rank --master_addr --master-addr --master_port --master-port --rdzv_id --rdzv-id --rdzv_backend --rdzv-backend --rdzv_endpoint --rdzv-endpoint --rdzv_conf --rdzv-conf --max_restarts --max-restarts --start_method --start-method --role --log_dir --log-dir -r --redirects -t --tee --local_addr --local-addr', { python: 'only' })],
  ['accelerate launch', launcher('--config_file --num_processes --num_machines --num_cpu_threads_per_process --machine_rank --main_process_port --main_process_ip --mixed_precision --gpu_ids --deepspeed_config_file --zero_stage --dynamo_backend --rdzv_backend --gradient_accumulation_steps', { python: 'only' })],
  ['coverage run', launcher('--rcfile --source --include --omit --data-file --context --concurrency', { python: 'only' })],
  ['dvc run', STAGE],
  ['dvc stage add', STAGE],
  ['conda run', CONDA],
  ['mamba run', CONDA],
  ['micromamba run', launcher('-n --name -p --prefix --cwd -r --root-prefix -e --env -a --attach')],
  ['poetry run', launcher('-C --directory -P --project')],
  ['pipenv run', launcher('')],
  ['pdm run', launcher('-p --project --venv')],
  ['hatch run', launcher('')],
  ['rye run', launcher('--pyproject')],
  ['pixi run', launcher('-e --environment -m --manifest-path --color')],
  ['uv run', launcher('-p --python --with --with-editable --with-requirements --extra --no-extra --group --no-group --only-group --package --project --directory --index --default-index -i --index-url --extra-index-url -f --find-links --env-file --cache-dir --config-file -P --upgrade-package --refresh-package --resolution --prerelease --link-mode --exclude-newer --color', { python: 'files' })],
]); // biome-ignore format: a table reads better in rows
