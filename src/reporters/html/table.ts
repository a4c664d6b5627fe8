import { type Html, html, type Part } from './text.js';

/** A column: its heading, and `number` where figures stand in it. */
export interface Column {
  head: string;
  kind?: 'number';
}

/**
 * A table whose first cells head their rows. On narrow screens the style lays each row out as a block with the headings before
 * the cells; the roles are spelt out since browsers forget them then.
 */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly Part[])[]): Html {
  return html`<table role="table">
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${columns.map(
    ({ head, kind }) => html`<th role="columnheader" scope="col"${className(kind)}>${head}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">${rows.map((cells) => row(columns, cells))}</tbody>
</table>
`;
}

function row(columns: readonly Column[], [first, ...rest]: readonly Part[]): Html {
  return html`<tr role="row"><th role="rowheader" scope="row">${first}</th>${rest.map((cell, at) => {
    const { head, kind } = columns[at + 1] ?? { head: '' };
    return html`<td role="cell" data-head="${head}"${className(kind)}><div>${cell}</div></td>`;
  })}</tr>
`;
}

function className(kind: Column['kind']): Html | false {
  return kind !== undefined && html` class="${kind}"`;
}

/** Names and what they are. */
export function facts(pairs: readonly (readonly [name: string, value: Part])[]): Html {
  return html`<dl class="facts">${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
`;
}
