// SPDX-License-Identifier: GPL-2.0-only
/* The viewer's menu: the views and switches, each with the key that does it too. */

function menuItem(label, key, isPressed, act) {
	const item = html('button', { type: 'button', 'aria-pressed': isPressed },
			  label, ...(key ? [html('kbd', {}, key)] : []));

	item.addEventListener('click', () => {
		const items = [...panel.querySelectorAll('button')];
		const place = items.indexOf(item);

		act();
		openMenu();
		(panel.querySelectorAll('button')[place] || panel.firstChild).focus();
	});
	return item;
}

function menuPart(label, ...items) {
	return html('div', { class: 'part', role: 'group', 'aria-label': label },
		    html('p', {}, label), ...items);
}

function menuParts() {
	const theme = themeNow();
	const node = chosen();
	const name = fit(frameOf(node).name, 24);
	const parts = [
		menuPart('View',
			menuItem('From the root', 'Esc', !view, () => setView('')),
			menuItem('Merged from the leaf', 'r', view === 'reverse',
				 () => setView('reverse')),
			menuItem('Table of functions', 't', view === 'table',
				 () => setView('table')),
			menuItem('Root at the top', 'i', isFlipped, flip)),
		menuPart('Stacks',
			menuItem('Hide kernel frames', 'k', hidesKernel, hideKernel),
			menuItem('Collapse recursion', 'l', isCollapsed, collapse),
			menuItem('Merge processes', 'p', isMerged, mergeProcesses),
			...(hasThreads ? [menuItem('Merge threads', 'T', isJoined,
						   mergeThreads)] : [])),
	];

	if (node && profile.frame[node] !== droppedRest)
		parts.push(menuPart(name,
			menuItem('Callers and callees', 's', view === 'sandwich',
				 () => showSandwich(profile.frame[node])),
			menuItem('Drop', 'x', false, () => drop(node))));
	parts.push(menuPart('Theme',
		menuItem('As the system', '', theme === '', () => setTheme('')),
		menuItem('Light', '', theme === 'light', () => setTheme('light')),
		menuItem('Dark', '', theme === 'dark', () => setTheme('dark'))));
	if (drops.length)
		parts.push(menuPart('Dropped: ' + drops.length,
			menuItem('Undo the last', 'u', false, undrop),
			menuItem('Keep as grey frames', 'g', keepsDropped,
				 keepDropped)));
	return parts;
}

function openMenu() {
	openPanel('View', ...menuParts());
}

function menu() {
	togglePanel('View', menuParts);
}
