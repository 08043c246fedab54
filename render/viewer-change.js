// SPDX-License-Identifier: GPL-2.0-only
/*
 * Of a profile with two columns, what became of its nodes: the colours, as diff.c
 * has them, made anew for each view from what its nodes add up to.
 */

const LEVELS = 8;			/* DIFF_LEVELS */
const isNegated = svg.hasAttribute('data-negated');
const BEFORE = isNegated ? 'after' : 'before';

/*
 * A node is told by its own samples, its callees having their own. Where callers
 * stand above what they called, the samples of a node are those of that function.
 */
function changeOf(p, node) {
	return p.depth[node] < 0 || (p.isReversed && node) ?
	       p.total[node] - p.beforeTotal[node] : p.self[node] - p.before[node];
}

/* The largest change; callees and callers in a sandwich have each their own. */
function mostOf(p) {
	const most = [0, 0];

	for (let i = 0; i < p.frame.length; i++) {
		const side = Number(p.depth[i] < 0);

		most[side] = Math.max(most[side], Math.abs(changeOf(p, i)));
	}
	return most;
}

function changeLook(p, node) {
	const change = changeOf(p, node);

	if (p.total[node] && !p.beforeTotal[node])
		return 'n0';
	if (!change)
		return 'e0';
	p.most = p.most || mostOf(p);
	return (change > 0 !== isNegated ? 'a' : 's') + Math.floor(
		Math.abs(change) * (LEVELS - 1) / p.most[Number(p.depth[node] < 0)]);
}

/* Later less earlier, with its sign. */
function signed(now, then) {
	const change = isNegated ? then - now : now - then;

	return (change > 0 ? '+' : '') + scaled(change);
}

/* What a box has in the other column. */
function beforeOf(box) {
	const { beforeTotal, end } = profile;
	let sum = beforeTotal[box.node];

	for (let i = end[box.node], nr = 1; nr < box.pruned; i = end[i], nr++)
		sum += beforeTotal[i];
	return sum;
}

function changeFact(box) {
	const before = beforeOf(box);

	if (!before)
		return isNegated ? 'gone' : 'new';
	return `${BEFORE}: ${scaled(before)} ` +
	       `(${share(before, profile.wholeBefore || profile.beforeTotal[0])}), ` +
	       signed(box.samples, before);
}
