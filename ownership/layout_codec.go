package ownership

// What is read seldom is kept as text: numbers of variable length and strings
// one after the other. Decoded strings are parts of the text, so nothing is
// copied and nothing shared with a caller.

type encoder []byte

func (e *encoder) byte(b byte) { *e = append(*e, b) }

func (e *encoder) uint(u uint64) {
	for ; u >= 0x80; u >>= 7 {
		*e = append(*e, byte(u)|0x80)
	}
	*e = append(*e, byte(u))
}

// int folds the sign into the lowest bit, so that small numbers of either sign
// stay short.
func (e *encoder) int(i int64) { e.uint(uint64(i<<1) ^ uint64(i>>63)) }

func (e *encoder) text(s string) {
	e.uint(uint64(len(s)))
	*e = append(*e, s...)
}

// span writes an open end and an open beginning as one byte each.
func (e *encoder) span(s span) {
	e.uint(uint64(s.from - beginning))
	e.uint(uint64(unended - s.until))
}

// A decoder reads what an encoder wrote. It is never given anything else.
type decoder string

func (d *decoder) byte() byte {
	b := (*d)[0]
	*d = (*d)[1:]
	return b
}

func (d *decoder) uint() (u uint64) {
	for shift := uint(0); ; shift += 7 {
		b := d.byte()
		u |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return u
		}
	}
}

func (d *decoder) int() int64 {
	u := d.uint()
	return int64(u>>1) ^ -int64(u&1)
}

func (d *decoder) text() string {
	n := d.uint()
	s := (*d)[:n]
	*d = (*d)[n:]
	return string(s)
}

func (d *decoder) span() span {
	from := beginning + instant(d.uint())
	return span{from, unended - instant(d.uint())}
}

// list returns the decoded number of elements as an empty slice with room for
// them, nil for none.
func list[T any](n uint64) []T {
	if n == 0 {
		return nil
	}
	return make([]T, 0, n)
}
