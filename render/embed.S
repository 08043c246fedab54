/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The viewer's files become read-only data by .incbin, which gcc's and clang's
 * assemblers both know, as strip.sed leaves them. The paths are relative to the
 * directory of the build. The compiler's -MMD does not see them, so the Makefile
 * names them as prerequisites.
 *
 * The scripts share one function's scope, in this order.
 */
	.section .rodata

	.globl embed_viewer_css, embed_viewer_css_size
embed_viewer_css:
	.ascii "/* flamek, GPL-2.0-only */\n"
	.incbin "render/viewer.css.stripped"
.Lcss_end:
	.balign	4
embed_viewer_css_size:
	.long	.Lcss_end - embed_viewer_css

	.globl embed_viewer_js, embed_viewer_js_size
embed_viewer_js:
	.ascii "/* flamek, GPL-2.0-only */\n"
	.ascii "(function () {\n'use strict';\n"
	.incbin "render/viewer-text.js.stripped"
	.incbin "render/viewer-profile.js.stripped"
	.incbin "render/viewer-tree.js.stripped"
	.incbin "render/viewer-views.js.stripped"
	.incbin "render/viewer-reverse.js.stripped"
	.incbin "render/viewer-draw.js.stripped"
	.incbin "render/viewer-small.js.stripped"
	.incbin "render/viewer-change.js.stripped"
	.incbin "render/viewer-shape.js.stripped"
	.incbin "render/viewer-header.js.stripped"
	.incbin "render/viewer-canvas.js.stripped"
	.incbin "render/viewer-details.js.stripped"
	.incbin "render/viewer-select.js.stripped"
	.incbin "render/viewer-search.js.stripped"
	.incbin "render/viewer-focus.js.stripped"
	.incbin "render/viewer-panel.js.stripped"
	.incbin "render/viewer-theme.js.stripped"
	.incbin "render/viewer-menu.js.stripped"
	.incbin "render/viewer-table.js.stripped"
	.incbin "render/viewer-state.js.stripped"
	.incbin "render/viewer-keys.js.stripped"
	.incbin "render/viewer.js.stripped"
	.ascii "})();\n"
.Ljs_end:
	.balign	4
embed_viewer_js_size:
	.long	.Ljs_end - embed_viewer_js

	.section .note.GNU-stack, "", %progbits
