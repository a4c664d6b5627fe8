import type { Framework } from './row.js';

/** The standard library (Python library reference, modules random, secrets, uuid and os). */
export const python: Framework = {
  id: 'python',
  imports: ['random'],
  stream: 'python',
  draws: [
    {
      call: 'random.{random,randint,randrange,uniform,triangular,choice,choices,sample,shuffle,gauss,normalvariate,lognormvariate,expovariate,betavariate,gammavariate,paretovariate,weibullvariate,vonmisesvariate,binomialvariate,getrandbits,randbytes}',
    },
    { call: 'random.Random', stream: 'own', seed: ['x'], position: 0 },
    // Never seedable; harmless for run ids and file names, so never enough for a certain finding.
    { call: 'random.SystemRandom', stream: 'own', weak: true },
    { call: 'secrets.{choice,randbelow,randbits,SystemRandom}', stream: 'own', weak: true },
  ],
  seeders: [
    { call: 'random.seed', fixes: ['python'], seed: 'a' },
    { call: 'random.setstate', fixes: ['python'], otherwise: 'fixed' },
  ],
};

const BIT_GENERATORS = '{PCG64,PCG64DXSM,MT19937,Philox,SFC64}';

/** NumPy's global generator and its Generator objects (NumPy reference, "Random sampling"; NEP 19). */
export const numpy: Framework = {
  id: 'numpy',
  imports: ['numpy'],
  stream: 'numpy',
  draws: [
    {
      call: 'numpy.random.{rand,randn,randint,random,random_sample,ranf,sample,random_integers,bytes,choice,shuffle,permutation,beta,binomial,chisquare,dirichlet,exponential,f,gamma,geometric,gumbel,hypergeometric,laplace,logistic,lognormal,logseries,multinomial,multivariate_normal,negative_binomial,noncentral_chisquare,noncentral_f,normal,pareto,poisson,power,rayleigh,standard_cauchy,standard_exponential,standard_gamma,standard_normal,standard_t,triangular,uniform,vonmises,wald,weibull,zipf}',
    },
    { call: 'numpy.random.{RandomState,default_rng}', stream: 'own', seed: ['seed'], position: 0 },
    { call: `numpy.random.${BIT_GENERATORS}`, stream: 'own', seed: ['seed'], position: 0 },
    { call: 'numpy.random.SeedSequence', stream: 'own', seed: ['entropy'], position: 0 },
  ],
  seeders: [
    { call: 'numpy.random.seed', fixes: ['numpy'], seed: 'seed' },
    { call: 'numpy.random.set_state', fixes: ['numpy'], otherwise: 'fixed' },
  ],
};

/** SciPy (reference pages of scipy.stats, optimize, sparse, cluster): None means NumPy's global generator. */
export const scipy: Framework = {
  id: 'scipy',
  imports: ['scipy'],
  stream: 'numpy',
  draws: [
    {
      call: 'scipy.stats.{norm,uniform,beta,gamma,expon,poisson,binom,bernoulli,t,chi2,f,lognorm,randint,loguniform,truncnorm,multivariate_normal,dirichlet,laplace,cauchy,weibull_min,pareto,geom,nbinom,logistic,triang,vonmises,skewnorm,multinomial,multivariate_t,wishart,invwishart,ortho_group,special_ortho_group,unitary_group,random_correlation}.rvs',
      seed: ['random_state'],
    },
    {
      call: 'scipy.stats.{bootstrap,permutation_test,monte_carlo_test}',
      seed: ['rng', 'random_state'],
      estimator: true,
    },
    {
      call: 'scipy.stats.qmc.{Sobol,Halton,LatinHypercube,PoissonDisk}',
      stream: 'own',
      seed: ['rng', 'seed'],
      estimator: true,
    },
    {
      call: 'scipy.optimize.{differential_evolution,dual_annealing,basinhopping}',
      seed: ['rng', 'seed'],
      estimator: true,
    },
    { call: 'scipy.sparse.{random,random_array,rand}', seed: ['rng', 'random_state'], estimator: true },
    { call: 'scipy.cluster.vq.{kmeans,kmeans2}', seed: ['rng', 'seed'], estimator: true },
  ],
  // Of a frozen distribution; of a kernel density.
  methods: [
    { method: 'rvs', seed: ['random_state'] },
    { method: 'resample', seed: ['seed'], position: 1 },
  ],
};

/** CuPy (reference, cupy.random.seed). */
export const cupy: Framework = {
  id: 'cupy',
  imports: ['cupy'],
  stream: 'cupy',
  draws: [
    {
      call: 'cupy.random.{rand,randn,randint,random,random_sample,choice,shuffle,permutation,normal,uniform,standard_normal,binomial,poisson,exponential,beta,gamma}',
    },
    { call: 'cupy.random.{RandomState,default_rng}', stream: 'own', seed: ['seed'], position: 0 },
  ],
  seeders: [{ call: 'cupy.random.seed', fixes: ['cupy'], seed: 'seed' }],
};
