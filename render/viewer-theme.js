// SPDX-License-Identifier: GPL-2.0-only
/*
 * The viewer's theme: the system's, light or dark. The style has the dark one
 * behind a media query, which is told to hold always or never. The styles of one
 * page's graphs hold for one another, so they are switched together.
 */

const DARK = '(prefers-color-scheme: dark)';
const THEMES = { '': DARK, light: 'not all', dark: 'all' };

function darkRules(styles) {
	const sheets = [...styles].map((style) => style.sheet).filter(Boolean);

	return sheets.flatMap((sheet) => [...sheet.cssRules]).filter((rule) =>
		rule.media && Object.values(THEMES).includes(rule.media.mediaText));
}

/* What holds now; another graph of the page may have switched it. */
function themeNow() {
	const [rule] = darkRules([svg.querySelector('style')]);

	return rule ? Object.keys(THEMES).find((name) =>
		THEMES[name] === rule.media.mediaText) : '';
}

function applyTheme(name) {
	for (const rule of darkRules(document.querySelectorAll('svg.flamek > style')))
		rule.media.mediaText = THEMES[name];
	for (const graph of document.querySelectorAll('.flamek'))
		graph.style.colorScheme = name || 'light dark';
}

function setTheme(name) {
	applyTheme(name);
	repaintCanvas();
	remember();
}
