package ownership

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A schema checks values against the part of JSON Schema 2020-12 that the
// document's schema uses. A keyword that it does not know is an error, so the
// schema cannot say anything that goes unchecked.
type schema struct {
	defs map[string]any
}

// check returns what is wrong with v, each with its path.
func (s *schema) check(path string, sch, v any) (wrong []string) {
	say := func(format string, args ...any) { wrong = append(wrong, path+": "+fmt.Sprintf(format, args...)) }
	m, ok := sch.(map[string]any)
	if !ok {
		return []string{path + ": the schema is no object"}
	}
	for _, keyword := range slices.Sorted(maps.Keys(m)) {
		arg := m[keyword]
		switch keyword {
		case "$schema", "$id", "$defs", "title", "description":
		case "$ref":
			def, ok := s.defs[strings.TrimPrefix(arg.(string), "#/$defs/")]
			if !ok {
				say("no definition %s", arg)
				continue
			}
			wrong = append(wrong, s.check(path, def, v)...)
		case "type":
			types, ok := arg.([]any)
			if !ok {
				types = []any{arg}
			}
			if !slices.ContainsFunc(types, func(t any) bool { return hasType(v, t.(string)) }) {
				say("is no %v", arg)
			}
		case "const":
			if !reflect.DeepEqual(v, arg) {
				say("is not %v", arg)
			}
		case "enum":
			if !slices.ContainsFunc(arg.([]any), func(e any) bool { return reflect.DeepEqual(v, e) }) {
				say("is none of %v", arg)
			}
		case "anyOf", "oneOf":
			n := 0
			for _, alternative := range arg.([]any) {
				if len(s.check(path, alternative, v)) == 0 {
					n++
				}
			}
			if n == 0 || keyword == "oneOf" && n > 1 {
				say("fits %d of %s", n, keyword)
			}
		case "required":
			for _, key := range arg.([]any) {
				if o, ok := v.(map[string]any); ok && !has(o, key.(string)) {
					say("lacks %s", key)
				}
			}
		case "properties", "additionalProperties", "propertyNames", "items":
			wrong = append(wrong, s.within(path, keyword, m, v)...)
		default:
			if limit := s.limit(keyword, arg, v); limit != "" {
				say("%s", limit)
			}
		}
	}
	return wrong
}

func (s *schema) within(path, keyword string, m map[string]any, v any) (wrong []string) {
	if list, ok := v.([]any); ok && keyword == "items" {
		for i, e := range list {
			wrong = append(wrong, s.check(fmt.Sprintf("%s[%d]", path, i), m["items"], e)...)
		}
	}
	object, _ := v.(map[string]any)
	properties, _ := m["properties"].(map[string]any)
	for _, key := range slices.Sorted(maps.Keys(object)) {
		at := path + "." + key
		switch {
		case keyword == "propertyNames":
			wrong = append(wrong, s.check(at, m["propertyNames"], key)...)
		case keyword == "properties" && has(properties, key):
			wrong = append(wrong, s.check(at, properties[key], object[key])...)
		case keyword == "additionalProperties" && !has(properties, key):
			if m["additionalProperties"] == false {
				wrong = append(wrong, at+": is not known")
				continue
			}
			wrong = append(wrong, s.check(at, m["additionalProperties"], object[key])...)
		}
	}
	return wrong
}

// limit checks the keywords that bound a text, a number or a list.
func (s *schema) limit(keyword string, arg, v any) string {
	text, isText := v.(string)
	number, isNumber := v.(json.Number)
	list, isList := v.([]any)
	bad := false
	switch keyword {
	case "minLength":
		bad = isText && utf8.RuneCountInString(text) < whole(arg)
	case "maxLength":
		bad = isText && utf8.RuneCountInString(text) > whole(arg)
	case "minItems":
		bad = isList && len(list) < whole(arg)
	case "pattern":
		bad = isText && !regexp.MustCompile(arg.(string)).MatchString(text)
	case "minimum":
		bad = isNumber && rational(number).Cmp(rational(arg.(json.Number))) < 0
	case "maximum":
		bad = isNumber && rational(number).Cmp(rational(arg.(json.Number))) > 0
	case "format":
		if arg != "date-time" {
			return "the schema has the unknown format " + arg.(string)
		}
		var t time.Time
		bad = isText && t.UnmarshalText([]byte(text)) != nil
	default:
		return "the schema has the unknown keyword " + keyword
	}
	if bad {
		return fmt.Sprintf("violates %s %v", keyword, arg)
	}
	return ""
}

func has(m map[string]any, key string) bool { _, ok := m[key]; return ok }

func whole(v any) int { n, _ := v.(json.Number).Int64(); return int(n) }

func rational(n json.Number) *big.Rat {
	r, ok := new(big.Rat).SetString(string(n))
	if !ok {
		return new(big.Rat)
	}
	return r
}

func hasType(v any, name string) bool {
	switch v := v.(type) {
	case nil:
		return name == "null"
	case bool:
		return name == "boolean"
	case string:
		return name == "string"
	case json.Number:
		return name == "number" || name == "integer" && rational(v).IsInt()
	case []any:
		return name == "array"
	case map[string]any:
		return name == "object"
	}
	return false
}
