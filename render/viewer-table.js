// SPDX-License-Identifier: GPL-2.0-only
/* The viewer's table: samples of each function, alone and with what it called. */

const TABLE_ROWS = 500;

const COLUMNS = [['self', 'Self'], ['total', 'Total'], ['name', 'Function']];

let sortedBy = 'self';

function tableHead() {
	return html('tr', {}, ...COLUMNS.map(([key, label]) => {
		const press = html('button', { type: 'button' }, label);

		press.addEventListener('click', () => {
			sortedBy = key;
			draw();
			graph.querySelector('[aria-sort] button').focus();
			remember();
		});
		return html('th', { scope: 'col', colspan: key === 'name' ? 1 : 2,
				    ...(key === sortedBy && { 'aria-sort':
					key === 'name' ? 'ascending' : 'descending' }) },
			    press);
	}));
}

function tableRow(frame, self, total) {
	const { name, module } = profile.frames[frame];
	const press = html('button', { type: 'button', class: 'name',
				       title: 'Callers and callees' }, name);
	const number = (n) => [html('td', {}, group(n)),
			       html('td', {}, share(n, profile.total[0]))];

	press.addEventListener('click', () => showSandwich(frame));
	return html('tr', {}, ...number(self), ...number(total),
		    html('td', {}, press, html('span', {}, module && ` [${module}]`)));
}

function makeTable() {
	const { self, total } = sums(profile);
	const by = { self, total }[sortedBy];
	const ranks = ranksOf(profile);
	const functions = [];

	for (let f = 0; f < total.length; f++)
		if (total[f] && (!matches || matches[f]))
			functions.push(f);
	functions.sort((a, b) => (by ? by[b] - by[a] || total[b] - total[a] : 0) ||
				ranks[a] - ranks[b]);
	const more = functions.length - TABLE_ROWS;
	return html('table', {}, html('thead', {}, tableHead()),
		html('tbody', {}, ...functions.slice(0, TABLE_ROWS)
			.map((f) => tableRow(f, self[f], total[f]))),
		html('caption', {}, more > 0 ?
		     count(more, 'functions') + ' more: search to see them' : ''));
}

function drawTable() {
	const table = makeTable();
	const box = make('foreignObject', { width: Math.max(width - 2 * PAD, 1) });

	box.append(table);
	boxOf = new Map();
	graph.replaceChildren(box);
	box.setAttribute('height', table.offsetHeight);
	setHeight(table.offsetHeight);
}
