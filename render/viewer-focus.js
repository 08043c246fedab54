// SPDX-License-Identifier: GPL-2.0-only
/* The frame that the viewer's keys are on, and its neighbours. */

let current = 0;			/* the node with the keyboard's focus */

function focusNode(node) {
	const box = boxOf.get(node);

	if (!box)
		return;
	const rect = rectOf(box);
	current = node;
	pointed = null;
	rect.setAttribute('tabindex', -1);
	rect.setAttribute('aria-label', [nameOf(box).name,
						...factsOf(box)].join(', '));
	rect.focus({ preventScroll: true });
	describe(box);
}

/* Have a frame in sight, neither outside of the window nor under the header. */
function bringIntoSight(rect) {
	const box = rect.getBoundingClientRect();
	const top = isPage ? HEADER : 0;

	if (box.top < top)
		window.scrollBy(0, box.top - top - row);
	else if (box.bottom > window.innerHeight)
		window.scrollBy(0, box.bottom - window.innerHeight + row);
}

function goTo(node) {
	if (!boxOf.has(node))
		return;
	focusNode(node);
	bringIntoSight(rectOf(boxOf.get(node)));
}

/* The drawn children of a node, from left to right; of two sides, one. */
function drawnChildren(node, isCaller = profile.depth[node] < 0) {
	const { callersFrom, end, frame } = profile;
	const isFirst = isCaller && !node;
	const last = isFirst ? frame.length : end[node];
	const children = [];

	for (let i = isFirst ? callersFrom : node + 1; i < last; i = end[i])
		if (boxOf.has(i))
			children.push(i);
	return children;
}

/* The drawn node next to the current one, or none. */
function neighbour(key) {
	const { callersFrom, depth, parent } = profile;
	const isCaller = depth[current] < 0;
	const isOutward = key === (isFlipped ? 'ArrowDown' : 'ArrowUp');

	if (key === 'ArrowDown' || key === 'ArrowUp') {
		if (!current)
			return isOutward ? drawnChildren(0)[0] :
			       callersFrom ? drawnChildren(0, true)[0] : 0;
		return isOutward === isCaller ? parent[current] :
						drawnChildren(current)[0];
	}
	const siblings = current ? drawnChildren(parent[current], isCaller) : [0];
	return siblings[siblings.indexOf(current) + (key === 'ArrowLeft' ? -1 : 1)];
}
