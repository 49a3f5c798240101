package ownership

// An actRec is an act in compact form. Acts differ in who and when; how somebody
// was entitled repeats itself from scope to scope, so it is a word.
type actRec struct {
	at  instant
	by  uint32 // party number plus one, 0 for nobody
	how uint32 // a word, see encodeHow
}

// Bits of the first byte of the word.
const (
	viaSame    = 1 << iota // Proof.Via is the scope of the ledger
	viaOther               // Proof.Via is another one
	doneToSame             // Proof.Scope is the scope of the ledger
	doneToOther
	atSame       // Proof.At is the instant of the act
	beforeItself // Proof.Revision is counted back from that of the act
	withFor
	withAmount
)

// encodeAct numbers what the act mentions.
func (w *writer) encodeAct(a *Act, scope Scope) actRec {
	p := &a.Proof
	rec := actRec{at: instantOf(a.At)}
	if p.By != "" {
		rec.by = uint32(w.numberParty(p.By)) + 1
	}
	bits, at := byte(0), instantOf(p.At)
	switch {
	case p.Via == scope:
		bits |= viaSame
	case !p.Via.IsZero():
		bits |= viaOther
	}
	switch {
	case p.Scope == scope:
		bits |= doneToSame
	case !p.Scope.IsZero():
		bits |= doneToOther
	}
	if at == rec.at {
		bits |= atSame
	}
	if bits&viaSame != 0 {
		bits |= beforeItself
	}
	if p.For != "" {
		bits |= withFor
	}
	if p.Amount != (Quantity{}) {
		bits |= withAmount
	}
	role, may := w.word(wordRole, string(a.Role)), w.word(wordRole, string(p.Role))
	activity, matrix, unit := w.word(wordActivity, string(p.Activity)), w.word(wordVersion, p.Matrix), w.word(wordUnit, p.Amount.Unit)
	e := w.fresh(wordHow)
	e.byte(bits)
	e.byte(byte(a.Kind))
	e.byte(byte(p.Capacity))
	e.uint(role)
	e.uint(may)
	e.uint(activity)
	e.uint(matrix)
	if bits&beforeItself != 0 {
		e.int(int64(a.Revision) - int64(p.Revision))
	} else {
		e.int(int64(p.Revision))
	}
	if bits&viaOther != 0 {
		e.uint(uint64(w.numberScope(p.Via)))
	}
	if bits&doneToOther != 0 {
		e.uint(uint64(w.numberScope(p.Scope)))
	}
	if bits&atSame == 0 {
		e.int(int64(at))
	}
	if bits&withFor != 0 {
		e.uint(uint64(w.numberParty(p.For)))
	}
	if bits&withAmount != 0 {
		e.int(p.Amount.Value)
		e.uint(unit)
	}
	rec.how = w.intern(&w.words, w.memo.words(), *e)
	return rec
}

// decodeAct is the inverse, without Ref and Reason.
func (s *snapshot) decodeAct(rec actRec, n scopeNo, revision uint32) Act {
	d := decoder(s.words.At(rec.how).Text)
	bits := d.byte()
	a := Act{Revision: int(revision), At: rec.at.time(), Kind: ActKind(d.byte())}
	p := &a.Proof
	p.Capacity = Capacity(d.byte())
	a.Role, p.Role = Role(s.wordOf(d.uint())), Role(s.wordOf(d.uint()))
	p.Activity, p.Matrix = Activity(s.wordOf(d.uint())), s.wordOf(d.uint())
	if rec.by != 0 {
		p.By = s.partyOf(partyNo(rec.by - 1))
	}
	p.Revision = int(d.int())
	if bits&beforeItself != 0 {
		p.Revision = a.Revision - p.Revision
	}
	if bits&(viaSame|doneToSame) != 0 {
		scope := s.scopeOf(n)
		if bits&viaSame != 0 {
			p.Via = scope
		}
		if bits&doneToSame != 0 {
			p.Scope = scope
		}
	}
	if bits&viaOther != 0 {
		p.Via = s.scopeOf(scopeNo(d.uint()))
	}
	if bits&doneToOther != 0 {
		p.Scope = s.scopeOf(scopeNo(d.uint()))
	}
	p.At = a.At
	if bits&atSame == 0 {
		p.At = instant(d.int()).time()
	}
	if bits&withFor != 0 {
		p.For = s.partyOf(partyNo(d.uint()))
	}
	if bits&withAmount != 0 {
		p.Amount.Value = d.int()
		p.Amount.Unit = s.wordOf(d.uint())
	}
	return a
}
