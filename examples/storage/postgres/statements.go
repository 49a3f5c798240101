package postgres

import "github.com/serviceowner/itsm/examples/storage"

// The statements of a store, with its schema in them.
type statements struct {
	read, page, hits           string
	create, createIndexed      string
	replace, replaceIndexed    string
	horizon, changes, built    string
	addBuilt, clear, addLookup string
}

// Both forms of a write return a row if it took place. The parameters are kind,
// key, version read and value; then the terms that go and those that come, each
// as names and terms.
const (
	create  = `insert into {}.record (kind, key, version, changed, value) select $1, $2, $3::bigint + 1, pg_current_xact_id(), $4 on conflict do nothing returning 1`
	replace = `update {}.record set version = $3 + 1, changed = pg_current_xact_id(), value = $4 where kind = $1 and key = $2 and version = $3 returning 1`

	// Both sides read the result of the write, so that they do nothing without it.
	withTerms = `, gone as (
		delete from {}.lookup l using written, unnest($5::text[], $6::bytea[]) as old (name, term)
		where l.kind = $1 and l.name = old.name and l.term = old.term and l.key = $2
	), come as (
		insert into {}.lookup (kind, name, term, key)
		select $1, new.name, new.term, $2 from written, unnest($7::text[], $8::bytea[]) as new (name, term)
		on conflict do nothing
	) select 1 from written`
)

func (db *DB) statements() statements {
	return statements{
		read: db.sql(`select version, case when version <> $3 then value end from {}.record where kind = $1 and key = $2`),
		page: db.sql(`select key, value from {}.record where kind = $1 and key >= $2 and value is not null order by key limit $3`),
		hits: db.sql(`select l.term, l.key, r.value from {}.lookup l join {}.record r on r.kind = l.kind and r.key = l.key
			where l.kind = $1 and l.name = $2 and (l.term, l.key) > ($3, $4) and ($5::bytea is null or l.term < $5) and r.value is not null
			order by l.term, l.key limit $6`),

		create:         db.sql(create),
		createIndexed:  db.sql("with written as (" + create + ")" + withTerms),
		replace:        db.sql(replace),
		replaceIndexed: db.sql("with written as (" + replace + ")" + withTerms),

		horizon: db.sql(`select pg_snapshot_xmin(pg_current_snapshot()), pg_snapshot_xmax(pg_current_snapshot()),
			coalesce((select changed from {}.record where kind = $1 order by changed desc limit 1), '0')`),
		changes: db.sql(`select changed, key, value from {}.record
			where kind = $1 and (changed, key) > ($2, $3) order by changed, key limit $4`),

		built:     db.sql(`select name from {}.lookup_built where kind = $1`),
		addBuilt:  db.sql(`insert into {}.lookup_built (kind, name) values ($1, $2) on conflict do nothing`),
		clear:     db.sql(`delete from {}.lookup where kind = $1 and name = $2`),
		addLookup: db.sql(`insert into {}.lookup (kind, name, term, key) select $1, l.name, l.term, $2 from unnest($3::text[], $4::bytea[]) as l (name, term) on conflict do nothing`),
	}
}

// plain and indexed return the write of a row that had the version. A row that
// was there stays for ever, so that version 0 alone creates.
func (s statements) plain(version int64) string {
	if version == 0 {
		return s.create
	}
	return s.replace
}

func (s statements) indexed(version int64) string {
	if version == 0 {
		return s.createIndexed
	}
	return s.replaceIndexed
}

func names(terms []storage.Term) []string {
	out := make([]string, len(terms))
	for i, t := range terms {
		out[i] = t.Lookup
	}
	return out
}

func terms(terms []storage.Term) [][]byte {
	out := make([][]byte, len(terms))
	for i, t := range terms {
		out[i] = t.Term
	}
	return out
}
