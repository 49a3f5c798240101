package sla

import (
	"sort"
	"time"
)

// A zone is a part of a location's history, extracted so that no question has to
// ask the location: pieces in order, each with one offset until the next begins.
type zone []piece

// A piece is a stretch without a clock change.
type piece struct {
	from   int64 // unix seconds; the first piece of a zone reaches back for ever
	offset int64 // seconds east of UTC
}

// zoneOver extracts the pieces of [from, until).
func zoneOver(loc *time.Location, from, until int64) zone {
	var z zone
	for at := from; at < until; {
		t := time.Unix(at, 0).In(loc)
		_, offset := t.Zone()
		_, end := t.ZoneBounds()
		if len(z) == 0 || z[len(z)-1].offset != int64(offset) {
			z = append(z, piece{at, int64(offset)})
		}
		if end.IsZero() {
			break
		}
		// Beyond a zone's table of transitions, on 31 December of a leap year, the
		// bounds of package time end before the instant asked about. Nothing changes
		// any more in the rest of such a year; hours lead to the next one.
		if next := end.Unix(); next > at {
			at = next
		} else {
			at += 3600
		}
	}
	return z
}

// at returns the index of the piece in force at the unix second.
func (z zone) at(sec int64) int {
	return max(0, sort.Search(len(z), func(i int) bool { return z[i].from > sec })-1)
}

func (z zone) offset(sec int64) int64 { return z[z.at(sec)].offset }

func (z zone) until(i int) int64 {
	if i+1 < len(z) {
		return z[i+1].from
	}
	return 1 << 62
}

// maxOffset is beyond every offset in use, which reach from -12 h to +14 h, and
// to 15:13 in the nineteenth century; one day more bounds what can be displaced.
const maxOffset = 26 * 3600

// resolve returns the instant at which the wall shows the local seconds (since
// 1970-01-01 00:00 on that wall): the first one where it does so twice. Where it
// never does, the clocks jumped over it, and the time moves forward by the length
// of the jump: it is read with the offset from before it.
func (z zone) resolve(local int64) int64 {
	first := z.at(local - maxOffset)
	moved, gap := local-z[first].offset, false
	for i := first; i < len(z) && (i == first || z[i].from <= local+maxOffset); i++ {
		u, until := local-z[i].offset, z.until(i)
		if u < until && (i == first || u >= z[i].from) {
			return u
		}
		if !gap && u >= until && local < until+z[i+1].offset {
			moved, gap = u, true // between this piece and the next
		}
	}
	return moved
}

// exists reports whether the wall ever shows the date. The 30 December 2011 never
// was in Samoa.
func (z zone) exists(day int64) bool {
	from, until := day*secondsPerDay, (day+1)*secondsPerDay
	first := z.at(from - maxOffset)
	for i := first; i < len(z) && (i == first || z[i].from <= until+maxOffset); i++ {
		if begin, end := z[i].from+z[i].offset, z.until(i)+z[i].offset; (i == first || begin < until) && end > from {
			return true
		}
	}
	return false
}
