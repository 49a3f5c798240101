package storage

import (
	"encoding/binary"
	"fmt"
	"math"
	"time"
)

// Terms and keys of several components are made by appending. They compare
// bytewise as their components do one after the other, and a term is never the
// beginning of another one with the same kinds of components.

// AppendText appends a component that compares bytewise. A zero byte is written
// as 00 FF and the end as 00 01, so that "a" comes before "a\x00" and both
// before "b", whatever follows them.
func AppendText(b []byte, s string) []byte {
	for i := range len(s) {
		b = append(b, s[i])
		if s[i] == 0 {
			b = append(b, 0xff)
		}
	}
	return append(b, 0, 1)
}

// CutText is the inverse of AppendText.
func CutText(b []byte) (s string, rest []byte, err error) {
	var text []byte
	for i := 0; i < len(b); i++ {
		if b[i] != 0 {
			text = append(text, b[i])
			continue
		}
		if i++; i == len(b) {
			break
		}
		switch b[i] {
		case 0xff:
			text = append(text, 0)
		case 1:
			return string(text), b[i+1:], nil
		default:
			return "", nil, fmt.Errorf("storage: %#x after a zero byte", b[i])
		}
	}
	return "", nil, fmt.Errorf("storage: text without an end")
}

// AppendInt appends a component that compares by size: eight bytes, the greatest
// first, with the sign turned over.
func AppendInt(b []byte, n int64) []byte {
	return binary.BigEndian.AppendUint64(b, uint64(n)^1<<63)
}

// CutInt is the inverse of AppendInt.
func CutInt(b []byte) (n int64, rest []byte, err error) {
	if len(b) < 8 {
		return 0, nil, fmt.Errorf("storage: %d bytes, want a number of 8", len(b))
	}
	return int64(binary.BigEndian.Uint64(b) ^ 1<<63), b[8:], nil
}

// AppendTime appends an instant, exact to the microsecond as all instants of
// this library; the zero time comes before all others.
func AppendTime(b []byte, t time.Time) []byte {
	if t.IsZero() {
		return AppendInt(b, math.MinInt64)
	}
	return AppendInt(b, t.UnixMicro())
}

// Through returns the end of the range of everything that begins with the term:
// Find(ctx, lookup, term, Through(term)) finds exactly that, and nil stands for
// no end.
func Through(term []byte) []byte {
	for i := len(term) - 1; i >= 0; i-- {
		if term[i] < 0xff {
			end := append([]byte(nil), term[:i+1]...)
			end[i]++
			return end
		}
	}
	return nil
}
