package strictjson

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"time"
)

var (
	timeType        = reflect.TypeFor[time.Time]()
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// value decodes the value that begins with t into v. Problems are recorded and
// the walk goes on; an error ends it.
func (d *decoder) value(t token, v reflect.Value, nullable bool) error {
	typ := v.Type()
	ptr := reflect.PointerTo(typ)
	if t.value == nil && typ.Kind() == reflect.Pointer && nullable {
		return nil
	}
	switch {
	case typ.Kind() == reflect.Pointer:
		if err := d.charge(t.start, int(typ.Elem().Size())); err != nil {
			return err
		}
		v.Set(reflect.New(typ.Elem()))
		return d.value(t, v.Elem(), false)
	case typ == timeType:
		return d.instant(t, v)
	case ptr.Implements(jsonUnmarshaler):
		return d.itself(t, v, nullable)
	case ptr.Implements(textUnmarshaler):
		return d.text(t, v)
	}
	switch typ.Kind() {
	case reflect.Struct:
		return d.object(t, v)
	case reflect.Slice:
		return d.list(t, v, nullable)
	case reflect.Map:
		return d.table(t, v, nullable)
	case reflect.String:
		s, ok := t.value.(string)
		if !ok {
			return d.wrong(t, "a text")
		}
		v.SetString(s)
		return d.charge(t.start, len(s))
	case reflect.Bool:
		b, ok := t.value.(bool)
		if !ok {
			return d.wrong(t, "true or false")
		}
		v.SetBool(b)
		return nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64,
		reflect.Float32, reflect.Float64:
		return d.number(t, v)
	}
	return fmt.Errorf("strictjson: cannot decode into %s", typ)
}

// wrong records that t is not what is wanted and reads over it.
func (d *decoder) wrong(t token, want string) error {
	got := "null"
	switch v := t.value.(type) {
	case string:
		got = "a text"
	case json.Number:
		got = "a number"
	case bool:
		got = strconv.FormatBool(v)
	case json.Delim:
		got = "a list"
		if v == '{' {
			got = "an object"
		}
	}
	if err := d.add(t.start, WrongType, "must be %s, not %s", want, got); err != nil {
		return err
	}
	return d.skip(t, false)
}

func (d *decoder) number(t token, v reflect.Value) error {
	n, ok := t.value.(json.Number)
	whole := v.CanInt() || v.CanUint()
	if !ok {
		if whole {
			return d.wrong(t, "a whole number")
		}
		return d.wrong(t, "a number")
	}
	var err error
	bits := v.Type().Bits()
	switch {
	case v.CanInt():
		var i int64
		i, err = strconv.ParseInt(string(n), 10, bits)
		v.SetInt(i)
	case v.CanUint():
		var u uint64
		u, err = strconv.ParseUint(string(n), 10, bits)
		v.SetUint(u)
	default:
		var f float64
		f, err = strconv.ParseFloat(string(n), bits)
		v.SetFloat(f)
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, strconv.ErrRange):
		return d.add(t.start, OutOfRange, "%s is out of range", cut(string(n), 40))
	case v.CanUint() && n[0] == '-':
		return d.add(t.start, OutOfRange, "%s is below 0", cut(string(n), 40))
	}
	return d.add(t.start, WrongType, "must be a whole number, not %s", cut(string(n), 40))
}

func (d *decoder) instant(t token, v reflect.Value) error {
	s, ok := t.value.(string)
	if !ok {
		return d.wrong(t, "an instant")
	}
	// UnmarshalText is stricter than time.Parse, which takes 24:00 and commas.
	var at time.Time
	if err := at.UnmarshalText([]byte(s)); err != nil {
		return d.add(t.start, BadValue, "%s is no instant; write it like 2025-01-31T09:00:00Z", strconv.Quote(cut(s, 40)))
	}
	v.Set(reflect.ValueOf(at))
	return nil
}

func (d *decoder) text(t token, v reflect.Value) error {
	s, ok := t.value.(string)
	if !ok {
		return d.wrong(t, "a text")
	}
	if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(s)); err != nil {
		return d.put(Problem{string(d.path), BadValue, cut(err.Error(), 300), t.start, err})
	}
	return d.charge(t.start, len(s))
}

// itself lets v decode itself from its part of the input.
func (d *decoder) itself(t token, v reflect.Value, nullable bool) error {
	if t.value == nil && (!nullable || v.Kind() != reflect.Slice && v.Kind() != reflect.Map) {
		return d.wrong(t, "a value")
	}
	if err := d.skip(t, true); err != nil {
		return err
	}
	raw := d.data[t.start:d.tokens.InputOffset()]
	if err := d.charge(t.start, len(raw)); err != nil {
		return err
	}
	err := v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(raw)
	if err == nil {
		return nil
	}
	inner := (*Error)(nil)
	if !errors.As(err, &inner) {
		return d.put(Problem{string(d.path), BadValue, cut(err.Error(), 300), t.start, err})
	}
	d.cut = d.cut || inner.Cut
	for _, p := range inner.Problems {
		p.Path = Join(string(d.path), p.Path)
		p.Offset += t.start
		if err := d.put(p); err != nil {
			return err
		}
	}
	return nil
}

func (d *decoder) list(t token, v reflect.Value, nullable bool) error {
	if t.value == nil && nullable {
		return nil
	}
	if t.value != json.Delim('[') {
		return d.wrong(t, "a list")
	}
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	size := int(v.Type().Elem().Size())
	most, bounded := d.limits.Most[string(d.path)]
	for i := 0; ; i++ {
		e, err := d.next()
		if err != nil {
			return err
		}
		if e.value == json.Delim(']') {
			return nil
		}
		back := d.enterIndex(i)
		if bounded && i >= most {
			d.add(e.start, TooLarge, "at most %d of these", most)
			return errStop
		}
		if err := d.charge(e.start, size); err != nil {
			return err
		}
		v.Grow(1)
		v.SetLen(i + 1)
		if err := d.value(e, v.Index(i), true); err != nil {
			return err
		}
		d.leave(back)
	}
}

func (d *decoder) table(t token, v reflect.Value, nullable bool) error {
	if t.value == nil && nullable {
		return nil
	}
	if t.value != json.Delim('{') {
		return d.wrong(t, "an object")
	}
	kt, et := v.Type().Key(), v.Type().Elem()
	self := reflect.PointerTo(kt).Implements(textUnmarshaler)
	if !self && kt.Kind() != reflect.String {
		return fmt.Errorf("strictjson: cannot decode into %s", v.Type())
	}
	v.Set(reflect.MakeMap(v.Type()))
	for {
		k, err := d.next()
		if err != nil {
			return err
		}
		name, ok := k.value.(string)
		if !ok { // the closing brace
			return nil
		}
		back := d.enterKey(name)
		if err := d.charge(k.start, len(name)+int(kt.Size()+et.Size())+48); err != nil {
			return err
		}
		key, elem := reflect.New(kt).Elem(), reflect.New(et).Elem()
		if !self {
			key.SetString(name)
		} else if bad := key.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(name)); bad != nil {
			err = d.put(Problem{string(d.path), BadValue, cut(bad.Error(), 300), k.start, bad})
			ok = false
		}
		if err == nil && ok && v.MapIndex(key).IsValid() {
			err = d.add(k.start, Repeated, "the key is given twice")
		}
		if err != nil {
			return err
		}
		e, err := d.next()
		if err != nil {
			return err
		}
		if err := d.value(e, elem, true); err != nil {
			return err
		}
		if ok {
			v.SetMapIndex(key, elem)
		}
		d.leave(back)
	}
}
