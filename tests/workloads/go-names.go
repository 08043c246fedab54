// SPDX-License-Identifier: GPL-2.0-only

// Names that only Go has: methods of pointers and interfaces, generic functions,
// closures, goroutines, each of them burning.
//
// usage: go-names [ROUNDS]
package main

import (
	"fmt"
	"os"
	"strconv"
)

var sink [64]uint64

//go:noinline
func burn(slot int, rounds uint64) uint64 {
	n := uint64(1)
	for i := uint64(0); i < rounds; i++ {
		n = n*6364136223846793005 + i
	}
	sink[slot] += n
	return n
}

type shape interface {
	fill(rounds uint64) uint64
}

type grid struct{ cells []string }

//go:noinline
func (g *grid) fill(rounds uint64) uint64 {
	return burn(1, rounds) + uint64(len(g.cells))
}

type point struct{ x, y uint64 }

//go:noinline
func (p point) fill(rounds uint64) uint64 {
	return burn(2, rounds) + p.x
}

type number interface{ ~uint64 | ~float64 }

//go:noinline
func sum[T number](values []T, rounds uint64) T {
	var total T
	for _, v := range values {
		total += v
	}
	return total + T(burn(3, rounds))
}

//go:noinline
func words(rounds uint64) int {
	seen := map[string]uint64{}
	for i := uint64(0); i < rounds; i++ {
		seen[strconv.FormatUint(i%1000, 10)] += i
	}
	return len(seen)
}

func main() {
	rounds := uint64(20000000)
	if len(os.Args) > 1 {
		n, err := strconv.ParseUint(os.Args[1], 10, 64)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		rounds = n
	}
	total := uint64(0)
	for _, s := range []shape{&grid{}, point{1, 2}} {
		total += s.fill(rounds)
	}
	done := make(chan uint64)
	go func() { done <- burn(4, rounds) }()
	total += <-done + sum([]uint64{1, 2}, rounds) +
		uint64(sum([]float64{1, 2}, rounds))
	fmt.Println(total, words(rounds/100))
}
