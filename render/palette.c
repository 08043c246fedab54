// SPDX-License-Identifier: GPL-2.0-only
/*
 * The colours. User code is warm, the kernel is cool, what is no code or has no
 * name is grey; hues are far enough apart, and of even lightness within each
 * theme, that text reads alike on all of them. The six variants of each keep
 * neighbours apart.
 */
#include "palette.h"

const struct palette palettes[COLOR_NR] = {
	[COLOR_USER] = {
		.letter = 'u',
		.legend = "user",
		.light = {
			0xf9d48d, 0xf5de93, 0xfee1a0, 0xeed288,
			0xe7d085, 0xffdd9c,
		},
		.dark = {
			0x715822, 0x705f27, 0x79612b, 0x6a561e,
			0x65541b, 0x785e2a,
		},
	},
	[COLOR_CPP] = {
		.letter = 'c',
		.legend = "C++",
		.light = {
			0xf7b58f, 0xf8be8e, 0xffc29a, 0xefb386,
			0xe9b080, 0xfebe98,
		},
		.dark = {
			0x7f4a2a, 0x805227, 0x875430, 0x794921,
			0x74471b, 0x865131,
		},
	},
	[COLOR_RUST] = {
		.letter = 'r',
		.legend = "Rust",
		.light = {
			0xeea4a4, 0xf4aba0, 0xfaafac, 0xe9a099,
			0xe59d92, 0xf7acac,
		},
		.dark = {
			0x833e41, 0x89443b, 0x8d4746, 0x803c37,
			0x7c3931, 0x8b4548,
		},
	},
	[COLOR_JIT] = {
		.letter = 'j',
		.legend = "JIT",
		.light = {
			0xb4dba2, 0xace4b3, 0xbbe8b0, 0xa6d9a6,
			0x9fd6a5, 0xbce4aa,
		},
		.dark = {
			0x466139, 0x406746, 0x4b6a44, 0x3b5f3b,
			0x355c3b, 0x4c683f,
		},
	},
	[COLOR_INLINE] = {
		.letter = 'i',
		.legend = "inlined",
		.light = {
			0xa5e0d8, 0xa9e6e5, 0xafece5, 0x9fdcd8,
			0x9ad7d7, 0xade9e0,
		},
		.dark = {
			0x30625c, 0x336666, 0x396b66, 0x2b5e5c,
			0x275b5b, 0x376963,
		},
	},
	[COLOR_KERNEL] = {
		.letter = 'k',
		.legend = "kernel",
		.light = {
			0xa0cdf3, 0xafd0fc, 0xaed7ff, 0xa2c6f1,
			0xa1c2ee, 0xa8d6fc,
		},
		.dark = {
			0x2e5c80, 0x3e5e88, 0x3a648b, 0x33577f,
			0x34537c, 0x356387,
		},
	},
	[COLOR_MODULE] = {
		.letter = 'm',
		.legend = "kernel module",
		.light = {
			0xcabaef, 0xdabdee, 0xd8c4f8, 0xcdb3e6,
			0xcbafe0, 0xd3c2f7,
		},
		.dark = {
			0x5f4d81, 0x6c4e80, 0x6a5488, 0x614779,
			0x614374, 0x655388,
		},
	},
	[COLOR_UNKNOWN] = {
		.letter = 'x',
		.legend = "no symbol",
		.light = {
			0xd2d1cd, 0xd8d7d2, 0xdddcd8, 0xceccc8,
			0xcac8c4, 0xdbd9d5,
		},
		.dark = {
			0x4e4d49, 0x53514e, 0x575552, 0x4b4a46,
			0x484743, 0x555350,
		},
	},
	[COLOR_PROCESS] = {
		.letter = 'p',
		.legend = "process",
		.light = {
			0xd4dae1, 0xdae0e7, 0xdfe5ec, 0xcfd5dd,
			0xcbd1d9, 0xdce2ea,
		},
		.dark = {
			0x3f444a, 0x44484f, 0x484c52, 0x3c4147,
			0x393e44, 0x464a51,
		},
	},
	/* Of a comparison: scheme.c has the fills. */
	[COLOR_SAME] = { .letter = 'e', .legend = "same" },
	[COLOR_MORE] = { .letter = 'a', .legend = "more" },
	[COLOR_LESS] = { .letter = 's', .legend = "less" },
	[COLOR_NEW] = { .letter = 'n', .legend = "new" },
};
