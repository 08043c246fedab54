// SPDX-License-Identifier: GPL-2.0-only
//! Names that only Rust has: generic functions, methods of traits, closures,
//! each of them burning.
//!
//! usage: rust-names [ROUNDS]

use std::arch::asm;
use std::collections::HashMap;

#[inline(always)]
fn burn(rounds: u64) {
    unsafe {
        asm!("2: dec {0}", "jnz 2b", inlateout(reg) rounds.max(1) => _);
    }
}

mod shapes {
    use super::burn;

    pub struct Grid<T> {
        pub cells: Vec<T>,
    }

    pub trait Fill {
        fn fill(&self, rounds: u64) -> u64;
    }

    impl<T: Clone> Fill for Grid<T> {
        #[inline(never)]
        fn fill(&self, rounds: u64) -> u64 {
            burn(rounds + self.cells.len() as u64);
            rounds
        }
    }

    #[inline(never)]
    pub fn draw<T: Fill + ?Sized>(shape: &T, rounds: u64) -> u64 {
        burn(rounds);
        shape.fill(rounds) + 1
    }
}

#[inline(never)]
fn call(f: &dyn Fn(u64) -> u64, rounds: u64) -> u64 {
    f(rounds) + 1
}

/* In the libraries that come with the compiler, built without frame pointers. */
#[inline(never)]
fn count(rounds: u64) -> usize {
    let mut words: HashMap<String, u64> = HashMap::new();

    for i in 0..rounds {
        *words.entry((i % 1000).to_string()).or_insert(0) += i;
    }
    words.len()
}

fn main() {
    let rounds = std::env::args().nth(1).map_or(50_000_000, |s| {
        s.parse().expect("a number of rounds")
    });
    let grid = shapes::Grid { cells: vec![String::from("a"); 3] };
    let words = shapes::Grid { cells: vec![0u8; 3] };
    let mut sum = shapes::draw(&grid, rounds) + shapes::draw(&words, rounds);

    sum += call(&|n| { burn(n); n + sum }, rounds);
    println!("{} {}", sum, count(rounds / 500));
}
