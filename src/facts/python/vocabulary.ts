import type { Language } from 'web-tree-sitter';
import { once } from '../once.js';

/** How a kind of node is copied. */
export enum Role {
  /** Punctuation, keywords, and text that is read from the source itself. */
  Skip,
  Operator,
  /** Its children do not matter. */
  Leaf,
  /** A leaf whose end the source tells. */
  Name,
  Branch,
  /** A branch that begins where its first child begins and ends where its last child ends. */
  Span,
  /** A comment or line continuation. */
  Extra,
}

const words = (text: string) => new Set(text.trim().split(/\s+/));

const OPERATORS = words(
  '+ - * / % ** // @ & | ^ << >> ~ < > <= >= == != <> in is and or += -= *= /= %= **= //= @= &= |= ^= <<= >>=',
)
  .add('not in')
  .add('is not');

const LEAVES = words(`
  integer float true false none ellipsis string_start string_end pass_statement break_statement continue_statement
  dotted_name import_prefix type_conversion wildcard_import global_statement nonlocal_statement
  keyword_separator positional_separator
`);

/** A string's text is decoded from the source, whatever escapes the grammar saw in it. */
const SKIPPED = words('string_content escape_sequence escape_interpolation');

const EXTRAS = words('comment line_continuation');

const SPANS = words(`
  attribute call binary_operator boolean_operator comparison_operator conditional_expression named_expression
  expression_statement assignment augmented_assignment keyword_argument pair expression_list pattern_list block
  default_parameter as_pattern as_pattern_target with_item with_clause concatenated_string aliased_import
`);

/** Which fields the children fill, in order, where that is fixed; asking the parser costs a crossing each. */
const FIXED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  attribute: ['object', 'attribute'],
  call: ['function', 'arguments'],
  keyword_argument: ['name', 'value'],
  pair: ['key', 'value'],
  default_parameter: ['name', 'value'],
  aliased_import: ['name', 'alias'],
  import_statement: [],
};

/** Nodes whose children fill no field, or none that is asked for. */
const FIELDLESS = words(`
  binary_operator boolean_operator comparison_operator not_operator unary_operator conditional_expression subscript slice
  argument_list list tuple set dictionary expression_statement expression_list pattern_list list_pattern tuple_pattern block
  module string concatenated_string parenthesized_expression parameters return_statement raise_statement delete_statement
  assert_statement decorator await list_splat dictionary_splat with_clause except_clause finally_clause
  type as_pattern_target if_clause list_splat_pattern dictionary_splat_pattern
`);

/** What is known of each kind of node of a grammar, by its number. */
export interface Vocabulary {
  types: readonly string[];
  roles: readonly Role[];
  /** Names of the fields by their number in the grammar. */
  fields: readonly string[];
  /** Names that the grammar lacks: numbers from `types.length` on are never its own. */
  error: number;
  module: number;
  /** By kind of parent: the fields of its children in order; undefined where the parser must be asked. */
  fixedFields: readonly (readonly string[] | undefined)[];
}

/** By set of types: for each kind of node of a vocabulary, 1 where its type is in the set. */
const marksOf = once((_: Vocabulary) => new Map<ReadonlySet<string>, Uint8Array>());

/** For each kind of node, 1 where its type is one of a set; found once for each set. */
export function kindsIn(vocabulary: Vocabulary, wanted: ReadonlySet<string>): Uint8Array {
  const known = marksOf(vocabulary);
  let kinds = known.get(wanted);
  if (!kinds) {
    kinds = Uint8Array.from(vocabulary.types, (type) => Number(wanted.has(type)));
    known.set(wanted, kinds);
  }
  return kinds;
}

export const vocabularyOf = once(makeVocabulary);

function makeVocabulary(language: Language): Vocabulary {
  const types: string[] = [];
  const roles: Role[] = [];
  for (let id = 0; id < language.nodeTypeCount; id++) {
    const type = language.nodeTypeForId(id) ?? '';
    types.push(type);
    roles.push(roleOf(type, language.nodeTypeIsNamed(id)));
  }
  const error = types.push('ERROR') - 1;
  roles.push(Role.Branch);
  return {
    types,
    roles,
    fields: language.fields.map((field) => field ?? ''),
    error,
    module: types.indexOf('module'),
    fixedFields: types.map((type) => (FIELDLESS.has(type) ? [] : FIXED_FIELDS[type])),
  };
}

function roleOf(type: string, named: boolean): Role {
  if (!named) return OPERATORS.has(type) ? Role.Operator : Role.Skip;
  if (type === 'identifier') return Role.Name;
  if (EXTRAS.has(type)) return Role.Extra;
  if (SKIPPED.has(type)) return Role.Skip;
  if (LEAVES.has(type)) return Role.Leaf;
  return SPANS.has(type) ? Role.Span : Role.Branch;
}
