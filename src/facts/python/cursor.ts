import type { Tree } from 'web-tree-sitter';

/** What of the parser's compiled code walks a tree; it becomes part of the options that `Parser.init` was given. */
export interface Binding {
  _ts_tree_root_node_wasm(tree: number): void;
  _ts_tree_cursor_new_wasm(tree: number): void;
  _ts_tree_cursor_delete_wasm(tree: number): void;
  _ts_tree_cursor_goto_first_child_wasm(tree: number): number;
  _ts_tree_cursor_goto_next_sibling_wasm(tree: number): number;
  _ts_tree_cursor_goto_parent_wasm(tree: number): number;
  _ts_tree_cursor_current_node_type_id_wasm(tree: number): number;
  _ts_tree_cursor_current_field_id_wasm(tree: number): number;
  _ts_tree_cursor_start_index_wasm(tree: number): number;
  _ts_tree_cursor_end_index_wasm(tree: number): number;
}

/** The functions above, from the options that `Parser.init` has filled. Throws where this parser has others. */
export function bindingIn(options: object): Binding {
  const binding = options as Binding;
  for (const name of ['_ts_tree_root_node_wasm', '_ts_tree_cursor_new_wasm'] as const)
    if (typeof binding[name] !== 'function') throw new Error(`the parser's binding has no ${name}`);
  return binding;
}

/**
 * Walks a syntax tree, as `TreeCursor` of web-tree-sitter does. That one copies its state into the parser's memory before
 * every question and back after every step; here the state stays there, so nothing else may be asked of the parser
 * between the first step and `delete`.
 */
export class Cursor {
  readonly #binding: Binding;
  readonly #tree: number;

  constructor(binding: Binding, tree: Tree) {
    this.#binding = binding;
    this.#tree = (tree as unknown as Record<0, number>)[0];
    // Each leaves what the next one takes.
    binding._ts_tree_root_node_wasm(this.#tree);
    binding._ts_tree_cursor_new_wasm(this.#tree);
  }

  delete(): void {
    this.#binding._ts_tree_cursor_delete_wasm(this.#tree);
  }

  gotoFirstChild(): boolean {
    return this.#binding._ts_tree_cursor_goto_first_child_wasm(this.#tree) === 1;
  }

  gotoNextSibling(): boolean {
    return this.#binding._ts_tree_cursor_goto_next_sibling_wasm(this.#tree) === 1;
  }

  gotoParent(): boolean {
    return this.#binding._ts_tree_cursor_goto_parent_wasm(this.#tree) === 1;
  }

  /** The number of the node's kind. */
  get nodeTypeId(): number {
    return this.#binding._ts_tree_cursor_current_node_type_id_wasm(this.#tree);
  }

  /** The number of the field of its parent that the node fills, 0 for none. */
  get currentFieldId(): number {
    return this.#binding._ts_tree_cursor_current_field_id_wasm(this.#tree);
  }

  /** Where the node begins, in UTF-16 units. */
  get startIndex(): number {
    return this.#binding._ts_tree_cursor_start_index_wasm(this.#tree);
  }

  /** Where the node ends, in UTF-16 units. */
  get endIndex(): number {
    return this.#binding._ts_tree_cursor_end_index_wasm(this.#tree);
  }
}
