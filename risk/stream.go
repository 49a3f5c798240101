package risk

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// A stream is the random numbers of one scenario in one block of years. Whatever
// else a model holds, a stream gives the same numbers, which is why years can be
// played in any order and on any number of processors.
type stream struct {
	pcg    rand.PCG
	spare  float64 // the other half of a pair of normal numbers
	spared bool
}

// key is what the name of a scenario contributes to its streams: 128 bits, so that
// no two of a model share them by accident.
type key struct{ a, b uint64 }

func keyOf(id ScenarioID) key {
	h := fnv.New128a()
	h.Write([]byte(id))
	var k key
	for i, c := range h.Sum(nil) {
		if i < 8 {
			k.a = k.a<<8 | uint64(c)
		} else {
			k.b = k.b<<8 | uint64(c)
		}
	}
	return k
}

func (k key) stream(seed uint64, block int) stream {
	var s stream
	s.pcg.Seed(scramble(seed^scramble(k.a)), scramble(k.b^scramble(uint64(block)^scramble(seed))))
	return s
}

// scramble spreads a change of one bit over all of them (the finaliser of
// SplitMix64), so that neighbouring seeds and blocks begin far apart.
func scramble(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// uniform is evenly spread over 2**52 numbers in the middle of equal parts of
// (0, 1): never 0, never 1, and 1 less it is exact.
func (s *stream) uniform() float64 {
	return float64((float64(s.pcg.Uint64()>>12) + 0.5) * (1.0 / (1 << 52)))
}

// exponential has mean 1.
func (s *stream) exponential() float64 { return -ln(s.uniform()) }

// normal has mean 0 and variance 1 (the polar method of Marsaglia).
func (s *stream) normal() float64 {
	if s.spared {
		s.spared = false
		return s.spare
	}
	for {
		u, v := float64(2*s.uniform())-1, float64(2*s.uniform())-1
		q := float64(u*u) + float64(v*v)
		if q >= 1 || q == 0 {
			continue
		}
		f := math.Sqrt(float64(-2*ln(q)) / q)
		s.spare, s.spared = float64(v*f), true
		return float64(u * f)
	}
}

// A beta draws from the beta distribution of a PERT range, whose parameters sum to
// 6. When the likeliest value is an end of the range, one of them is 1 and the
// distribution is inverted; else numbers are drawn by Cheng's method BB.
type beta struct {
	a, b         float64 // the lesser parameter, the greater
	mirrored     bool    // the lesser one belongs to the upper end
	slope, gamma float64
}

// newBeta takes the place of the likeliest value within the range, in [0, 1].
func newBeta(mode float64) beta {
	var d beta
	d.a, d.b = 1+float64(4*mode), 1+float64(4*(1-mode))
	if d.a > d.b {
		d.a, d.b, d.mirrored = d.b, d.a, true
	}
	d.slope = math.Sqrt(4 / (float64(2*float64(d.a*d.b)) - 6))
	d.gamma = d.a + 1/d.slope
	return d
}

func (d *beta) draw(s *stream) float64 {
	x := d.lesser(s)
	if d.mirrored {
		return 1 - x
	}
	return x
}

func (d *beta) lesser(s *stream) float64 {
	const ln4, onePlusLn5 = 1.38629436111989061883, 2.60943791243410037460
	if d.a == 1 {
		return 1 - exp(ln(s.uniform())/d.b)
	}
	for {
		u, u2 := s.uniform(), s.uniform()
		v := float64(d.slope * ln(u/(1-u)))
		w := float64(d.a * exp(v))
		z := float64(float64(u*u) * u2)
		r := float64(d.gamma*v) - ln4
		t := d.a + r - w
		if t+onePlusLn5 < float64(5*z) {
			if l := ln(z); t < l && r+float64(6*ln(6/(d.b+w))) < l {
				continue
			}
		}
		return w / (d.b + w)
	}
}
