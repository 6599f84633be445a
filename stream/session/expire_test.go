package session_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"testing/synctest"
	"time"
	"weak"

	"trainmock/stream/session"
)

// TestIdle lets sessions go after their time, but none that is asked or watched.
func TestIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBook(t, 10)
		create(t, b, "short", time.Second)
		create(t, b, "long", time.Minute)
		create(t, b, "asked", time.Second)
		create(t, b, "ever", 0)
		watched := create(t, b, "watched", time.Second)
		_, leave, err := watched.Hub.Join()
		if err != nil {
			t.Fatal(err)
		}
		answered := make(chan struct{})
		under := create(t, b, "answering", time.Second)
		go b.Enter(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-answered })).
			ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/s/answering/x", nil))
		check := func(want string) {
			t.Helper()
			if got := names(b); got != want {
				t.Errorf("after %s: got the sessions %q, want %q", time.Since(under.Used), got, want)
			}
		}
		for range 10 {
			<-time.After(900 * time.Millisecond)
			synctest.Wait()
			ask(b, "/s/asked/", nil)
		}
		check("long asked ever watched answering")
		leave()
		<-time.After(999 * time.Millisecond)
		synctest.Wait()
		check("long asked ever watched answering")
		<-time.After(2 * time.Millisecond)
		synctest.Wait()
		check("long ever answering")
		close(answered)
		<-time.After(1100 * time.Millisecond)
		synctest.Wait()
		check("long ever")
		<-time.After(time.Minute)
		synctest.Wait()
		check("ever")
		<-time.After(1000 * time.Hour)
		synctest.Wait()
		check("ever")
	})
}

// TestNoTimerIsLeft ends the sessions that can be idle: no timer keeps the book in memory.
func TestNoTimerIsLeft(t *testing.T) {
	drop := func(t *testing.T, b *session.Book, name string) {
		t.Helper()
		if _, err := b.Delete(name); err != nil {
			t.Error(err)
		}
	}
	for name, end := range map[string]func(t *testing.T, b *session.Book){
		"one that stays is left": func(t *testing.T, b *session.Book) {
			create(t, b, "stays", 0)
			drop(t, b, "a")
		},
		"another one was not made": func(t *testing.T, b *session.Book) {
			for range 99 { // The next one has to wait.
				create(t, b, "b", 0)
				drop(t, b, "b")
			}
			ctx, giveUp := context.WithCancel(t.Context())
			failed := make(chan error)
			go func() {
				w := b.Defaults()
				w.Idle = session.MostIdle
				_, err := b.Create(ctx, w)
				failed <- err
			}()
			synctest.Wait()
			drop(t, b, "a")
			giveUp()
			if err := <-failed; !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want that the session is not made", err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				book := func() weak.Pointer[session.Book] {
					b, _ := openBook(t, session.Options{Most: 2})
					create(t, b, "a", session.MostIdle)
					end(t, b)
					return weak.Make(b)
				}()
				// The runtime drops stopped timers when it runs others.
				<-time.After(time.Hour)
				runtime.GC()
				runtime.GC()
				if book.Value() != nil {
					t.Error("the book is still in memory, want no timer that holds it")
				}
			})
		})
	}
}
