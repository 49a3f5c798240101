package ownership

// Facts returns everything that r was built from besides ledgers, with what
// [Register.WithParty], [Register.WithService] and [Register.WithArea] have
// changed since: what a caller stores, beside the ledgers, to build the same
// register again. The lists are in the order of their identifiers, matrices and
// policies by their dates.
func (r *Register) Facts() Facts {
	r = r.use()
	var out Facts
	for n := range r.allParties() {
		out.Parties = append(out.Parties, r.party(n).clone())
	}
	for n := range r.allScopes(Scope{}) {
		if v, ok := r.service(n); ok {
			out.Services = append(out.Services, v)
		}
		if a, ok := r.area(n); ok {
			out.Areas = append(out.Areas, a)
		}
	}
	// None of these means the standard and the default; so it stays.
	if m := r.matrices[0]; len(r.matrices) > 1 || m.version != StandardVersion || len(m.Applied()) > 0 || !m.Matrix.from.IsZero() {
		for _, m := range r.matrices {
			out.Matrices = append(out.Matrices, *m.Matrix)
		}
	}
	if p := r.policies[0]; len(r.policies) > 1 || p.Version != "" || !p.From.IsZero() || len(p.Severities)+len(p.Thresholds)+len(p.Combinations)+len(p.Waivers) > 0 {
		for _, p := range r.policies {
			out.Policies = append(out.Policies, p.normal())
		}
	}
	return out
}
