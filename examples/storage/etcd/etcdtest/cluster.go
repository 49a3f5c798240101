// Package etcdtest runs throw-away etcd clusters inside the process of a test: on
// loopback, with temporary data.
package etcdtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
	"go.uber.org/zap"
	"google.golang.org/grpc"
)

// patience is how long a member may take to join.
const patience = time.Minute

// A Cluster is some members, some of them stopped. It is not for concurrent use;
// what it serves is.
type Cluster struct {
	home    string
	fsync   bool
	peers   string // all members, as each is told
	members []*member
}

type member struct {
	name         string
	client, peer url.URL
	etcd         *embed.Etcd   // nil: stopped
	closed       chan struct{} // of one that was killed: closed when its ports are free
}

// Start starts so many members and returns when they have a leader. Without fsync
// they do not wait for the disk. Stop must be called in the end.
func Start(members int, fsync bool) (*Cluster, error) {
	home, err := os.MkdirTemp("", "itsm-etcd-")
	if err != nil {
		return nil, err
	}
	// A free port may be taken by somebody else before the member has it.
	for range 5 {
		var c *Cluster
		if c, err = start(home, members, fsync); err == nil {
			return c, nil
		}
		if err = errors.Join(err, os.RemoveAll(home)); err != nil {
			err = fmt.Errorf("etcd does not start: %w", err)
		}
	}
	return nil, err
}

func start(home string, members int, fsync bool) (*Cluster, error) {
	c := &Cluster{home: home, fsync: fsync}
	for i := range members {
		m := &member{name: fmt.Sprintf("m%d", i)}
		for _, u := range []*url.URL{&m.client, &m.peer} {
			port, err := freePort()
			if err != nil {
				return nil, err
			}
			*u = url.URL{Scheme: "http", Host: fmt.Sprintf("127.0.0.1:%d", port)}
		}
		c.members = append(c.members, m)
		if i > 0 {
			c.peers += ","
		}
		c.peers += m.name + "=" + m.peer.String()
	}
	// Members wait for each other, so all are started before any is waited for.
	for _, m := range c.members {
		if err := c.launch(m); err != nil {
			return nil, errors.Join(err, c.Stop())
		}
	}
	for _, m := range c.members {
		if err := m.ready(); err != nil {
			return nil, errors.Join(err, c.Stop())
		}
	}
	return c, nil
}

func (c *Cluster) launch(m *member) (err error) {
	cfg := embed.NewConfig()
	cfg.Name, cfg.Dir = m.name, filepath.Join(c.home, m.name)
	cfg.ListenClientUrls, cfg.AdvertiseClientUrls = []url.URL{m.client}, []url.URL{m.client}
	cfg.ListenPeerUrls, cfg.AdvertisePeerUrls = []url.URL{m.peer}, []url.URL{m.peer}
	cfg.InitialCluster, cfg.ClusterState = c.peers, embed.ClusterStateFlagNew
	cfg.UnsafeNoFsync = !c.fsync
	cfg.ZapLoggerBuilder = embed.NewZapLoggerBuilder(zap.NewNop())
	m.etcd, err = embed.StartEtcd(cfg)
	return err
}

func (m *member) ready() error {
	select {
	case <-m.etcd.Server.ReadyNotify():
		return nil
	case err := <-m.etcd.Err():
		return fmt.Errorf("member %s: %w", m.name, err)
	case <-time.After(patience):
		return fmt.Errorf("member %s does not join", m.name)
	}
}

// Leader returns the number of the member that leads, or -1.
func (c *Cluster) Leader() int {
	for i, m := range c.members {
		if m.etcd != nil && m.etcd.Server.Leader() == m.etcd.Server.MemberID() {
			return i
		}
	}
	return -1
}

// Kill stops a member without a goodbye.
func (c *Cluster) Kill(member int) {
	m := c.members[member]
	m.etcd.Server.HardStop()
	closed := make(chan struct{})
	go func(e *embed.Etcd) { e.Close(); close(closed) }(m.etcd) // waits for those who are connected
	m.etcd, m.closed = nil, closed
}

// Revive starts a member that was killed, on its data, and returns when it has
// joined the others.
func (c *Cluster) Revive(member int) error {
	m := c.members[member]
	<-m.closed
	if err := c.launch(m); err != nil {
		return err
	}
	return m.ready()
}

// Stop stops all members and removes their data.
func (c *Cluster) Stop() error {
	for _, m := range c.members {
		switch {
		case m.etcd != nil:
			m.etcd.Close()
			m.etcd = nil
		case m.closed != nil:
			<-m.closed
		}
	}
	return os.RemoveAll(c.home)
}

// Client returns a client of some members, of all if none is named.
func (c *Cluster) Client(members []int, options ...grpc.DialOption) (*clientv3.Client, error) {
	var endpoints []string
	for i, m := range c.members {
		wanted := len(members) == 0
		for _, n := range members {
			wanted = wanted || n == i
		}
		if wanted {
			endpoints = append(endpoints, m.client.String())
		}
	}
	client, err := clientv3.New(clientv3.Config{Endpoints: endpoints, DialTimeout: 5 * time.Second, Logger: zap.NewNop(), DialOptions: options})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if _, err := client.Get(ctx, "ready?"); err != nil {
		return nil, errors.Join(err, client.Close())
	}
	return client, nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
