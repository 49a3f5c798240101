package risk

import (
	"errors"
	"fmt"
	"time"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/internal/instant"
	"github.com/serviceowner/itsm/internal/strictjson"
	"github.com/serviceowner/itsm/ownership"
)

// defects collects everything that is wrong with a value, in the order in which it
// is looked at, so that nobody has to mend one thing to hear of the next.
type defects struct {
	op      string
	subject ownership.Subject
	list    []*ownership.Error
}

func (d *defects) bad(path string, err error) {
	if err != nil {
		d.list = append(d.list, &ownership.Error{Op: d.op, Subject: d.subject, Path: path, Err: err})
	}
}

func (d *defects) must(ok bool, path, format string, args ...any) {
	if !ok {
		d.bad(path, fmt.Errorf("%w: %s", ownership.ErrInvalid, fmt.Sprintf(format, args...)))
	}
}

// name checks the spelling of an identifier or a short text.
func (d *defects) name(path, kind, s string) {
	d.invalid(path, ident.Check(kind, s))
}

// instant checks a time that a record keeps; the zero time is for callers to judge.
func (d *defects) instant(path string, t time.Time) { d.invalid(path, instant.Check(t)) }

// invalid takes down the error of another check.
func (d *defects) invalid(path string, err error) {
	if err != nil {
		d.bad(path, fmt.Errorf("%w: %w", ownership.ErrInvalid, err))
	}
}

// err joins the defects, each an *ownership.Error.
func (d *defects) err() error {
	errs := make([]error, len(d.list))
	for i, e := range d.list {
		errs[i] = e
	}
	return errors.Join(errs...)
}

// decode reads data strictly into target and has it checked as far as it could be
// read. The error lists what the reader and the check found, but no defect of a
// place that could not be read.
func decode[T any](data []byte, target *T, limits strictjson.Limits, check func(*T) *defects) error {
	read := (*strictjson.Error)(nil)
	if err := strictjson.Partial(data, target, limits); err != nil && !errors.As(err, &read) {
		return err
	}
	out := &strictjson.Error{}
	if read != nil {
		out.Problems, out.Cut = read.Problems, read.Cut
	}
	for _, e := range check(target).list {
		if read == nil || !read.Covers(e.Path) {
			out.Problems = append(out.Problems, strictjson.Problem{Path: e.Path, Code: strictjson.BadValue, Text: e.Err.Error(), Err: e.Err})
		}
	}
	if len(out.Problems) == 0 {
		return nil
	}
	return out
}
