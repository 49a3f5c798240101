package etcd_test

import (
	"context"
	"sync"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/ownership/ownershiptest"
)

// A wire does to the next transaction what it was told.
type wire struct {
	mu   sync.Mutex
	next func(invoke func() error, reply *pb.TxnResponse) error
}

func (w *wire) onNext(f func(func() error, *pb.TxnResponse) error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.next = f
}

func (w *wire) intercept(ctx context.Context, method string, req, reply any, conn *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption) error {
	call := func() error { return invoke(ctx, method, req, reply, conn, options...) }
	txn, ok := reply.(*pb.TxnResponse)
	if !ok {
		return call()
	}
	w.mu.Lock()
	next := w.next
	w.next = nil
	w.mu.Unlock()
	if next == nil {
		return call()
	}
	return next(call, txn)
}

// loseReply loses the reply, or the request.
func (w *wire) loseReply(written bool) {
	w.onNext(func(invoke func() error, reply *pb.TxnResponse) error {
		if written {
			if err := invoke(); err != nil {
				return err
			}
			reply.Reset()
		}
		return status.Error(codes.Unavailable, "error reading from server: EOF")
	})
}

// overtake answers as if somebody else had come first.
func (w *wire) overtake() {
	w.onNext(func(_ func() error, reply *pb.TxnResponse) error {
		reply.Header = new(pb.ResponseHeader)
		return nil
	})
}

// TestLedgers runs the whole suite, with the rows that need a fault.
func TestLedgers(t *testing.T) {
	t.Parallel()
	w := new(wire)
	client := newClient(t, grpc.WithChainUnaryInterceptor(w.intercept))
	ownershiptest.TestStore(t,
		func(t testing.TB) ownership.Store {
			return openStore(t, openDB(t, client, newPrefix()), storage.Ledgers())
		},
		ownershiptest.LoseReply(func(_ ownership.Store, written bool) { w.loseReply(written) }),
		ownershiptest.Rerun(func(ownership.Store) { w.overtake() }))
}
