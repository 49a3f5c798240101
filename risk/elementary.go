package risk

import "math"

// math.Exp and math.Log are assembly on some machines and differ there in the last
// bit, and a compiler may fuse x*y + z into one instruction that rounds once, which
// it does on some machines and not on others. Here both functions are written out,
// and every product is converted to float64, which is how the language says that it
// is to be rounded. Addition, division, square root, floor and conversion are
// exactly rounded everywhere. A test holds the package to the conversions.

const (
	// ln2 in two parts: the first has so few bits that its product with an exponent
	// is exact.
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
	log2E = 1.44269504088896338700
)

// exp returns e**x for |x| <= 700, within two units in the last place. It takes out
// a power of two and sums Taylor's series for the rest, which is at most ln2/2.
func exp(x float64) float64 {
	k := math.Floor(float64(x*log2E) + 0.5)
	r := (x - float64(k*ln2Hi)) - float64(k*ln2Lo)
	// Even and odd powers apart: two short chains of products in place of a long one.
	s := float64(r * r)
	even := 1.0 / 479001600
	even = float64(even*s) + 1.0/3628800
	even = float64(even*s) + 1.0/40320
	even = float64(even*s) + 1.0/720
	even = float64(even*s) + 1.0/24
	even = float64(even*s) + 1.0/2
	odd := 1.0 / 6227020800
	odd = float64(odd*s) + 1.0/39916800
	odd = float64(odd*s) + 1.0/362880
	odd = float64(odd*s) + 1.0/5040
	odd = float64(odd*s) + 1.0/120
	odd = float64(odd*s) + 1.0/6
	sum := 1 + (r + (float64(even*s) + float64(float64(odd*s)*r)))
	return float64(sum * math.Float64frombits(uint64(int64(k)+1023)<<52))
}

// ln returns the natural logarithm of a positive normal x, within two units in the
// last place. It takes out a power of two, so that the rest m lies about 1, and sums
// the series of 2 artanh((m-1)/(m+1)).
func ln(x float64) float64 {
	bits := math.Float64bits(x)
	k := int(bits>>52) - 1023
	m := math.Float64frombits(bits&(1<<52-1) | 1023<<52)
	if m > math.Sqrt2 {
		m, k = m/2, k+1
	}
	s := (m - 1) / (m + 1)
	z := float64(s * s)
	p := 1.0 / 21
	p = float64(p*z) + 1.0/19
	p = float64(p*z) + 1.0/17
	p = float64(p*z) + 1.0/15
	p = float64(p*z) + 1.0/13
	p = float64(p*z) + 1.0/11
	p = float64(p*z) + 1.0/9
	p = float64(p*z) + 1.0/7
	p = float64(p*z) + 1.0/5
	p = float64(p*z) + 1.0/3
	e := float64(k)
	t := s + s
	return float64(e*ln2Hi) + (t + (float64(float64(t*z)*p) + float64(e*ln2Lo)))
}
