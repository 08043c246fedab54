// SPDX-License-Identifier: GPL-2.0-only
/*
 * The views: each makes of a profile another one, and changes nothing. What is
 * left out of stacks gives its samples to its caller or to a placeholder, so that
 * widths add up; only what is dropped is gone.
 */

const KERNEL_KINDS = 'km';

/* Of each node of a chart its own samples after the last call. */
function restsOf(p) {
	const rests = p.self.slice();

	for (let i = 1; i < p.frame.length; i++)
		rests[p.parent[i]] -= p.lead[i];
	return rests;
}

/* What is open of a chart ends, up to a node; images are where it is shown. */
function endCalls(tree, p, images, rests, open, to) {
	for (; open >= 0 && p.end[open] <= to; open = open ? p.parent[open] : -1)
		tree.self[images[open]] += rests[open];
	return open;
}

function addSelf(tree, node, p, i) {
	tree.self[node] += p.self[i];
	if (p.before)
		tree.before[node] += p.before[i];
}

function addTotal(tree, node, p, i) {
	tree.self[node] += p.total[i];
	if (p.before)
		tree.before[node] += p.beforeTotal[i];
}

/*
 * Without what is in drops, an array of nodes, or with the frame "dropped" in its
 * place; with the frame "hidden" for each run of kernel frames; without frames that
 * called themselves, or without those of the kinds in left. The result's "images"
 * are the old nodes' new ones.
 */
function reshape(p, { drops, dropped, hidden, isCollapsed, left }) {
	const tree = newTree(p, p.frame[0], p.frame.length);
	const images = new Uint32Array(p.frame.length);
	const isDropped = new Set(drops);
	/* By frame: what it becomes, -1 for nothing. */
	const becomes = p.frames.map((f, i) =>
		f.kind && left.includes(f.kind) ? -1 :
		hidden && KERNEL_KINDS.includes(f.kind) ? hidden : i);

	const rests = p.lead && restsOf(p);
	let open = 0;

	if (!p.lead)
		addSelf(tree, 0, p, 0);
	for (let i = 1; i < p.frame.length; i++) {
		const above = images[p.parent[i]];
		const frame = becomes[p.frame[i]];

		if (p.lead) {
			open = endCalls(tree, p, images, rests, open, i);
			tree.self[above] += p.lead[i];
		}
		if (isDropped.has(i)) {
			if (dropped)
				addTotal(tree, childOf(tree, above, dropped), p, i);
			i = p.end[i] - 1;
			continue;
		}
		images[i] = frame < 0 || ((isCollapsed || frame === hidden) &&
					  frame === tree.frame[above]) ?
			    above : childOf(tree, above, frame);
		if (p.lead)
			open = i;
		else
			addSelf(tree, images[i], p, i);
	}
	if (p.lead)
		endCalls(tree, p, images, rests, open, p.frame.length);
	const result = finishTree(tree, p);
	result.images = images.map((node) => result.numbers[node]);
	return result;
}

/* The nodes of a frame that are not inside of another of its. */
function outermost(p, frame) {
	const nodes = [];

	for (let i = 0; i < p.frame.length;) {
		if (p.frame[i] === frame) {
			nodes.push(i);
			i = p.end[i];
		} else {
			i++;
		}
	}
	return nodes;
}

function calleesOf(p, frame, nodes) {
	const tree = newTree({ before: p.before }, frame, 1024);
	const images = new Uint32Array(p.frame.length);

	for (const node of nodes) {
		addSelf(tree, 0, p, node);
		for (let i = node + 1; i < p.end[node]; i++) {
			images[i] = childOf(tree, images[p.parent[i]], p.frame[i]);
			addSelf(tree, images[i], p, i);
		}
	}
	return finishTree(tree, p);
}

function callersOf(p, frame, nodes) {
	const tree = newTree({ before: p.before }, frame, 1024);

	for (const node of nodes) {
		let place = 0;

		for (let i = p.parent[node]; i; i = p.parent[i])
			place = childOf(tree, place, p.frame[i]);
		addTotal(tree, place, p, node);
	}
	return finishTree(tree, p);
}

/*
 * One function with its callees on one side and, at negative depths, its callers
 * on the other. These follow in the arrays, from "callersFrom" on, and have the
 * function, which is node 0, for their parent.
 */
function sandwich(p, frame) {
	const nodes = outermost(p, frame);
	const callees = calleesOf(p, frame, nodes);
	const callers = callersOf(p, frame, nodes);
	const nr = callees.frame.length;
	const result = { ...callees, whole: p.total[0],
			 wholeBefore: p.before && p.beforeTotal[0], callersFrom: nr };

	const join = (key, change = (n) => n) => {
		const array = new callees[key].constructor(nr + callers[key].length - 1);

		array.set(callees[key]);
		array.set(callers[key].subarray(1).map(change), nr);
		result[key] = array;
	};
	for (const key of ['frame', 'start', 'self', 'total', 'before', 'beforeTotal'])
		if (callees[key])
			join(key);
	join('depth', (depth) => -depth);
	join('parent', (node) => node && node - 1 + nr);
	join('end', (node) => node - 1 + nr);
	return result;
}

/*
 * Of each frame the samples in it and in it or what it called, once a stack; of
 * two columns those of the other one too.
 */
function sums(p) {
	const keys = ['self', 'total', ...(p.before ? ['before', 'beforeTotal'] : [])];
	const open = new Uint32Array(p.frames.length);
	const stack = [];
	const result = {};

	for (const key of keys)
		result[key] = new Float64Array(p.frames.length);
	for (let i = 1; i < p.frame.length; i++) {
		const frame = p.frame[i];

		while (stack.length && p.end[stack[stack.length - 1]] <= i)
			open[p.frame[stack.pop()]]--;
		const isFirst = !open[frame]++;
		for (const key of keys)
			if (isFirst || !/total/i.test(key))
				result[key][frame] += p[key][i];
		stack.push(i);
	}
	return result;
}

/* The node at the end of that path of frames, as much of it as there is. */
function findPath(p, path) {
	let node = 0;

	for (const frame of path) {
		for (let i = node + 1; i < p.end[node]; i = p.end[i]) {
			if (p.frame[i] === frame) {
				node = i;
				break;
			}
		}
	}
	return node;
}
