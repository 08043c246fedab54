// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stacks merged from the leaf, which is a tree many times as large as the one
 * from the root: few stacks have more than some frames in common at that end. So
 * it is not looked up node by node. The stacks are sorted by their leaf, those of
 * one leaf by its caller, and so on, and a stack that is left alone is written out.
 */

const STACK = 2 ** 32;			/* a key is a rank times this, plus a stack */
const FEW = 16;

/* The stacks by where they end, and the node each has come to; 0 is past them. */
function stacksOf(p) {
	const nodes = [];
	let room = 1;

	for (let i = 0; i < p.frame.length; i++) {
		if (!p.self[i] && !(p.before && p.before[i]))
			continue;
		nodes.push(i);
		room += p.depth[i];
	}
	return { leaf: Uint32Array.from(nodes), at: Uint32Array.from(nodes),
		 keys: Float64Array.from(nodes, (_, stack) => stack), room };
}

function sortKeys(keys, from, to) {
	if (to - from > FEW) {
		keys.subarray(from, to).sort();
		return;
	}
	for (let i = from + 1; i < to; i++) {
		const key = keys[i];
		let j = i;

		for (; j > from && keys[j - 1] > key; j--)
			keys[j] = keys[j - 1];
		keys[j] = key;
	}
}

function rankOf(key) {
	return Math.floor(key / STACK);
}

/* By the frame each stack has come to; those that have ended come first. */
function sortStacks(p, ranks, { at, keys }, from, to) {
	for (let k = from; k < to; k++) {
		const stack = keys[k] % STACK;
		const node = at[stack];

		keys[k] = (node && ranks[p.frame[node]] + 1) * STACK + stack;
	}
	sortKeys(keys, from, to);
}

function addStack(tree, node, p, leaf) {
	tree.self[node] += p.self[leaf];
	if (p.before)
		tree.before[node] += p.before[leaf];
}

function addNode(tree, parent, frame) {
	tree.frame[tree.nr] = frame;
	tree.parent[tree.nr] = parent;
	tree.depth[tree.nr] = parent < tree.nr ? tree.depth[parent] + 1 : 0;
	return tree.nr++;
}

function emptyProfile(p, room) {
	return {
		nr: 0,
		frame: new Uint32Array(room),
		parent: new Uint32Array(room),
		depth: new Uint32Array(room),
		self: new Float64Array(room),
		before: p.before && new Float64Array(room),
	};
}

/* What is left of a stack that has the node for itself. */
function addRest(tree, node, p, stacks, stack) {
	for (let i = stacks.at[stack]; i; i = p.parent[i])
		node = addNode(tree, node, p.frame[i]);
	addStack(tree, node, p, stacks.leaf[stack]);
}

/* Put the groups of stacks that go on alike on the heap of what is to be done. */
function splitStacks(tree, node, p, stacks, from, to, todo) {
	const { keys, leaf } = stacks;

	for (; from < to && keys[from] < STACK; from++)
		addStack(tree, node, p, leaf[keys[from]]);
	for (let end = to, k = to - 1; k >= from; k--) {
		if (k > from && rankOf(keys[k - 1]) === rankOf(keys[k]))
			continue;
		todo.push(k, end, node);
		end = k;
	}
}

function mergeStacks(p, stacks) {
	const { at, keys } = stacks;
	const ranks = ranksOf(p);
	const tree = emptyProfile(p, stacks.room);
	const todo = [0, keys.length, 0];

	for (let isRoot = true; todo.length; isRoot = false) {
		const parent = todo.pop(), to = todo.pop(), from = todo.pop();
		const first = keys[from] % STACK;
		const node = addNode(tree, parent, p.frame[isRoot ? 0 : at[first]]);

		for (let k = from; k < to && !isRoot; k++)
			at[keys[k] % STACK] = p.parent[at[keys[k] % STACK]];
		if (to - from === 1) {
			addRest(tree, node, p, stacks, first);
			continue;
		}
		sortStacks(p, ranks, stacks, from, to);
		splitStacks(tree, node, p, stacks, from, to, todo);
	}
	return tree;
}

/* Merged from the leaf: what a frame stands on is what it called. */
function reverse(p) {
	const tree = mergeStacks(p, stacksOf(p));
	const { nr } = tree;
	const result = { ...p, isReversed: true, lead: null, end: new Uint32Array(nr),
			 start: new Float64Array(nr) };

	for (const key of ['frame', 'parent', 'depth', 'self', 'before'])
		result[key] = tree[key] && tree[key].subarray(0, nr);
	for (let i = nr - 1; i >= 0; i--) {
		result.end[i] = Math.max(result.end[i], i + 1);
		result.end[result.parent[i]] = Math.max(result.end[result.parent[i]],
							result.end[i]);
	}
	addUp(result);
	return result;
}
