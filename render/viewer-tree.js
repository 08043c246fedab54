// SPDX-License-Identifier: GPL-2.0-only
/*
 * Building a profile for the viewer: stacks are merged into a tree, whose nodes
 * are found by caller and frame; finished, it has its siblings in the order of
 * their names and is as decode() would have it.
 */

function newTree(p, rootFrame, capacity) {
	const tree = {
		nr: 1,
		frame: new Uint32Array(capacity),
		parent: new Uint32Array(capacity),
		self: new Float64Array(capacity),
		before: p.before && new Float64Array(capacity),
		/* Open addressing, at most half full; 0 is none, the root no child. */
		slots: new Uint32Array(2 << (32 - Math.clz32(capacity))),
		/* Of a chart: leads, what they have of the caller, its last call. */
		lead: p.lead && new Float64Array(capacity),
		led: p.lead && new Float64Array(capacity),
		last: p.lead && new Uint32Array(capacity),
	};

	tree.frame[0] = rootFrame;
	return tree;
}

function slotOf(tree, parent, frame) {
	const { slots } = tree;
	let at = Math.imul(parent, 0x9e3779b1) + Math.imul(frame, 0x85ebca6b);

	for (at ^= at >>> 15; ; at++) {
		const i = slots[at &= slots.length - 1];

		if (!i || (tree.parent[i] === parent && tree.frame[i] === frame))
			return at;
	}
}

function grown(array) {
	const more = array && new array.constructor(2 * array.length);

	if (more)
		more.set(array);
	return more;
}

function growTree(tree) {
	for (const key of ['frame', 'parent', 'self', 'before', 'lead', 'led', 'last'])
		tree[key] = grown(tree[key]);
	tree.slots = new Uint32Array(2 * tree.slots.length);
	for (let i = 1; i < tree.nr && !tree.lead; i++)
		tree.slots[slotOf(tree, tree.parent[i], tree.frame[i])] = i;
}

/*
 * In a chart a call goes on where nothing came between; at the root never, since
 * threads are not to be joined.
 */
function callOf(tree, parent, frame) {
	const lead = tree.self[parent] - tree.led[parent];
	const last = tree.last[parent];

	if (parent && last && !lead && tree.frame[last] === frame)
		return last;
	if (tree.nr === tree.frame.length)
		growTree(tree);
	tree.frame[tree.nr] = frame;
	tree.parent[tree.nr] = parent;
	tree.lead[tree.nr] = lead;
	tree.led[parent] = tree.self[parent];
	tree.last[parent] = tree.nr;
	return tree.nr++;
}

/* The child of a node with that frame, made if there is none. */
function childOf(tree, parent, frame) {
	if (tree.lead)
		return callOf(tree, parent, frame);
	let at = slotOf(tree, parent, frame);

	if (tree.slots[at])
		return tree.slots[at];
	if (tree.nr === tree.frame.length) {
		growTree(tree);
		at = slotOf(tree, parent, frame);
	}
	tree.frame[tree.nr] = frame;
	tree.parent[tree.nr] = parent;
	tree.slots[at] = tree.nr;
	return tree.nr++;
}

/* A frame's place in the order of names; the same for all views of a profile. */
function ranksOf(p) {
	const { frames } = p;

	if (!frames.ranks || frames.ranks.length !== frames.length) {
		const sorted = frames.map((_, f) => f).sort((a, b) =>
			frames[a].name < frames[b].name ? -1 :
			frames[a].name > frames[b].name ? 1 : a - b);
		frames.ranks = new Uint32Array(frames.length);
		sorted.forEach((f, rank) => frames.ranks[f] = rank);
	}
	return frames.ranks;
}

/* Nodes by falling rank of their frames. */
function sortedNodes(tree, ranks) {
	const place = new Uint32Array(ranks.length + 1);
	const nodes = new Uint32Array(tree.nr);

	for (let i = 0; i < tree.nr; i++)
		place[ranks[tree.frame[i]]]++;
	for (let rank = ranks.length, sum = 0; rank >= 0; rank--) {
		const nr = place[rank];

		place[rank] = sum;
		sum += nr;
	}
	for (let i = 0; i < tree.nr; i++)
		nodes[place[ranks[tree.frame[i]]]++] = i;
	return nodes;
}

/* First children and next siblings, 0 being none. */
function linkNodes(tree, ranks) {
	const first = new Uint32Array(tree.nr);
	const next = new Uint32Array(tree.nr);

	/* Of a chart from the last to the first. */
	const nodes = tree.lead ? tree.frame.slice(0, tree.nr).map((_, i) => tree.nr - 1 - i) :
				  sortedNodes(tree, ranks);

	for (const i of nodes) {
		if (!i)
			continue;
		next[i] = first[tree.parent[i]];
		first[tree.parent[i]] = i;
	}
	return { first, next };
}

/* Number the nodes depth first. Returns the new numbers by the old ones. */
function numberNodes(tree, p, ranks) {
	const { first, next } = linkNodes(tree, ranks);
	const numbers = new Uint32Array(tree.nr);

	for (let i = 0, nr = 0, depth = 0; ;) {
		const n = numbers[i] = nr++;

		p.frame[n] = tree.frame[i];
		p.parent[n] = numbers[tree.parent[i]];
		p.self[n] = tree.self[i];
		if (p.before)
			p.before[n] = tree.before[i];
		if (p.lead)
			p.lead[n] = tree.lead[i];
		p.depth[n] = depth;
		if (first[i]) {
			i = first[i];
			depth++;
			continue;
		}
		for (p.end[n] = nr; i && !next[i]; depth--) {
			i = tree.parent[i];
			p.end[numbers[i]] = nr;
		}
		if (!i)
			return numbers;
		i = next[i];
	}
}

/* Returns the profile, with the numbers of the tree's nodes in it. */
function finishTree(tree, of) {
	const nr = tree.nr;
	const p = {
		...of,
		frame: new Uint32Array(nr),
		parent: new Uint32Array(nr),
		depth: new Int32Array(nr),
		end: new Uint32Array(nr),
		start: new Float64Array(nr),
		self: new Float64Array(nr),
		before: of.before && new Float64Array(nr),
		lead: tree.lead ? new Float64Array(nr) : null,
	};

	p.numbers = numberNodes(tree, p, ranksOf(of));
	addUp(p);
	return p;
}
