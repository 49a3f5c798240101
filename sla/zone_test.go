package sla

import (
	"testing"
	"time"
	_ "time/tzdata"
)

// TestZonePieces reads the offset off package time every few hours of two
// centuries, and around every change that was found.
func TestZonePieces(t *testing.T) {
	names := []string{
		"UTC", "Europe/Berlin", "Europe/Dublin", "Europe/London", "Europe/Lisbon", "Europe/Istanbul", "America/New_York", "America/Sao_Paulo",
		"America/Asuncion", "America/St_Johns", "America/Havana", "America/Caracas", "Africa/Casablanca", "Africa/Cairo", "Africa/Monrovia",
		"Asia/Tehran", "Asia/Gaza", "Asia/Kathmandu", "Asia/Pyongyang", "Asia/Manila", "Australia/Lord_Howe", "Australia/Sydney",
		"Pacific/Apia", "Pacific/Kwajalein", "Pacific/Chatham", "Pacific/Auckland", "Antarctica/Troll",
	}
	from, until := dayNumber(1900, 1, 1)*secondsPerDay, dayNumber(2101, 1, 1)*secondsPerDay
	for _, name := range names {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		offset := func(sec int64) int64 {
			_, o := time.Unix(sec, 0).In(loc).Zone()
			return int64(o)
		}
		z := zoneOver(loc, from, until)
		for i, p := range z {
			if p.offset != offset(p.from) || i > 0 && (p.from <= z[i-1].from || offset(p.from-1) != z[i-1].offset) {
				t.Errorf("%s: piece %d begins at %s with %d", name, i, time.Unix(p.from, 0).UTC(), p.offset)
			}
		}
		i := 0
		for sec := from; sec < until; sec += 7 * 3600 {
			for i+1 < len(z) && z[i+1].from <= sec {
				i++
			}
			if want := offset(sec); z[i].offset != want {
				t.Fatalf("%s at %s: offset %d, want %d", name, time.Unix(sec, 0).UTC(), z[i].offset, want)
			}
		}
		if name == "Europe/Berlin" && len(z) < 250 {
			t.Errorf("only %d pieces for Berlin", len(z))
		}
	}
}

// TestAxis holds the indexed search to the plain one.
func TestAxis(t *testing.T) {
	for _, keys := range [][]int64{nil, {0}, {5}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, {0, 100, 101, 102, 5000}, {7, 4998, 4999, 5000}, {1 << 61, 1 << 62}} {
		length := int64(5000)
		if n := len(keys); n > 0 {
			length = max(length, keys[n-1])
		}
		plain, indexed := axis{keys: keys}, axis{keys: keys}
		indexed.index(length)
		probes := []int64{-1, 0, length - 1, length}
		for _, k := range keys {
			probes = append(probes, k-1, k, k+1)
		}
		for _, x := range probes {
			if x > length {
				continue
			}
			want := 0
			for want < len(keys) && keys[want] <= x {
				want++
			}
			if got, also := indexed.upTo(x), plain.upTo(x); got != want || also != want {
				t.Errorf("%v up to %d: %d indexed, %d plain, want %d", keys, x, got, also, want)
			}
		}
	}
}
