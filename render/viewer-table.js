// SPDX-License-Identifier: GPL-2.0-only
/*
 * The viewer's table: samples of each function, alone and with what it called; of
 * two columns both, and the difference.
 */

const TABLE_ROWS = 500;

/* What it may be sorted by, and how many columns that takes. */
const COLUMNS = [
	{ key: 'self', label: 'Self', span: 2 },
	{ key: 'before', label: isNegated ? 'After' : 'Before', isOfTwo: true },
	{ key: 'change', label: 'Change', isOfTwo: true },
	{ key: 'total', label: 'Total', span: 2 },
	{ key: 'beforeTotal', label: isNegated ? 'After' : 'Before', isOfTwo: true },
	{ key: 'changeTotal', label: 'Change', isOfTwo: true },
	{ key: 'name', label: 'Function' },
];

let sortedBy = 'self';

function columnsOfTable() {
	return COLUMNS.filter(({ isOfTwo }) => !isOfTwo || profile.before);
}

function tableHead() {
	return html('tr', {}, ...columnsOfTable().map(({ key, label, span }) => {
		const press = html('button', { type: 'button' }, label);

		press.addEventListener('click', () => {
			sortedBy = key;
			draw();
			graph.querySelector('[aria-sort] button').focus();
			remember();
		});
		return html('th', { scope: 'col', colspan: span || 1,
				    ...(key === sortedBy && { 'aria-sort':
					key === 'name' ? 'ascending' : 'descending' }) },
			    press);
	}));
}

/* The cells of one kind of samples: how many, their share, what was before. */
function tableNumbers(n, before) {
	const texts = [scaled(n), share(n, profile.total[0])];

	if (profile.before)
		texts.push(scaled(before), signed(n, before));
	return texts.map((text) => html('td', {}, text));
}

function tableRow(frame, { self, total, before = [], beforeTotal = [] }) {
	const { name, module } = profile.frames[frame];
	const press = html('button', { type: 'button', class: 'name',
				       title: 'Callers and callees' }, name);

	press.addEventListener('click', () => showSandwich(frame));
	return html('tr', {}, ...tableNumbers(self[frame], before[frame]),
		    ...tableNumbers(total[frame], beforeTotal[frame]),
		    html('td', {}, press, html('span', {}, module && ` [${module}]`)));
}

/* By frame what the table is sorted by, the largest first; null for the names. */
function sortKeyOf(all) {
	const apart = (a, b) => a.map((n, f) => Math.abs(n - b[f]));

	switch (sortedBy) {
	case 'name':
		return null;
	case 'change':
		return apart(all.self, all.before);
	case 'changeTotal':
		return apart(all.total, all.beforeTotal);
	default:
		return all[sortedBy];
	}
}

function makeTable() {
	const all = sums(profile);
	const by = sortKeyOf(all);
	const ranks = ranksOf(profile);
	const functions = [];

	for (let f = 0; f < all.total.length; f++)
		if ((all.total[f] || (all.beforeTotal && all.beforeTotal[f])) &&
		    (!matches || matches[f]))
			functions.push(f);
	functions.sort((a, b) =>
		(by ? by[b] - by[a] || all.total[b] - all.total[a] : 0) ||
		ranks[a] - ranks[b]);
	const more = functions.length - TABLE_ROWS;
	return html('table', {}, html('thead', {}, tableHead()),
		html('tbody', {}, ...functions.slice(0, TABLE_ROWS)
			.map((f) => tableRow(f, all))),
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
