// SPDX-License-Identifier: GPL-2.0-only
/*
 * What makes the picture move: zoom, flip, resize. The last of the viewer's files;
 * embed.S puts them into one function, so that nothing of theirs is seen outside
 * of it.
 */

/* The root keeps its place in the window when the picture grows or shrinks. */
function draw() {
	const hadFocus = graph.contains(document.activeElement);
	const height = Number(svg.getAttribute('height'));
	const scrolled = window.scrollY;

	pointed = null;
	if (view === 'table') {
		chooseCanvas(0);
		drawTable();
	} else {
		drawFrames();
	}
	if (isPage && !isFlipped && Number(svg.getAttribute('height')) !== height)
		window.scrollTo(0, scrolled + svg.getAttribute('height') - height);
	placeControls();
	placePanel();
	placeFacts();
	placeNotes();
	if (hadFocus && view !== 'table')
		focusNode(boxOf.has(current) ? current : zoomed);
	else
		describe(null);
}

function zoomTo(node) {
	zoomed = node;
	current = node;
	visit = '';
	report();
	draw();
	remember();
}

function zoomOut() {
	if (zoomed)
		zoomTo(profile.parent[zoomed]);
}

/* Where the root is, at the top or at the bottom of the page. */
function scrollToRoot() {
	if (!isPage)
		return;
	window.scrollTo(0, isFlipped || view === 'table' ? 0 :
			   svg.getAttribute('height'));
	if (view === 'sandwich')
		bringIntoSight(rectOf(boxOf.get(zoomed)));
}

function flip() {
	isFlipped = !isFlipped;
	draw();
	scrollToRoot();
	remember();
}

function onResize() {
	const now = Math.max(svg.clientWidth || svg.getBoundingClientRect().width,
			     4 * PAD);

	if (now === width)
		return;
	width = now;
	draw();
}

function point(e) {
	const box = boxUnder(e);

	pointed = box;
	describe(box);
	if (box)
		showTip(box, e.target === box.label ? e.target : rectOf(box));
}

function listen() {
	graph.addEventListener('click', (e) => {
		const box = boxUnder(e);

		/* The end of selecting a label is no click on its frame. */
		if (!box || box.pruned || isSelectedIn(graph))
			return;
		/* A link is followed, and zoomed to with Ctrl. */
		if (e.target.closest('a') && !e.ctrlKey && !e.metaKey)
			return;
		e.preventDefault();
		zoomTo(box.node);
	});
	graph.addEventListener('dblclick', (e) => {
		const box = boxUnder(e);

		if (!box)
			return;
		describe(box);
		selectName();
	});
	graph.addEventListener('pointerover', point);
	graph.addEventListener('pointermove', (e) => {
		if (isOnCanvas && boxUnder(e) !== pointed)
			point(e);
	});
	graph.addEventListener('pointerleave', () => {
		pointed = null;
		if (!isSelectedIn(details))
			describe(null);
	});
	menuButton.addEventListener('click', menu);
	helpButton.addEventListener('click', help);
	resetButton.addEventListener('click', () => zoomTo(0));
	(isPage ? document : svg).addEventListener('keydown', onKey);
	(isPage ? document : svg).addEventListener('copy', onCopy);
	if (isFluid && window.ResizeObserver)
		new ResizeObserver(onResize).observe(svg);
	else if (isFluid)
		window.addEventListener('resize', onResize);
	if (!isPage)
		return;
	window.addEventListener('hashchange', restore);
	/* Over a tall graph the header stays in sight. */
	window.addEventListener('scroll', () => header.setAttribute('transform',
		`translate(0,${window.scrollY})`));
}

function start() {
	svg.setAttribute('role', 'group');
	svg.setAttribute('tabindex', 0);
	svg.setAttribute('preserveAspectRatio', 'xMidYMin');
	svg.classList.toggle('page', isPage);
	graph.classList.add('live');
	startHeader();
	startSearch();
	startPanel();
	startCanvas();
	measureFont();
	if (isFluid) {
		svg.removeAttribute('viewBox');
		svg.setAttribute('width', '100%');
		width = Math.max(svg.clientWidth || width, 4 * PAD);
	}
	listen();
	restore();
	/* A tall graph opens where it begins. */
	scrollToRoot();
}

if (profile)
	start();
