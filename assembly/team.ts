/**
 * How threads share tasks. They are numbered as they are offered, and lie in a ring at the start of the memory until they are
 * done. The numbers only grow (and wrap): so a thread that was held up between two steps finds that they have moved on, and
 * never takes a number for another of the same name. Without threads the same is done by one, without atomic operations.
 */
import { perform, Task } from './task';

// Each in a cache line of its own, for different threads write them.
/** The first task that nobody has taken. */
const taken: usize = 0;
/** How many have been offered. */
const offered: usize = 64;
/** One less than the places in the ring, a power of two. */
const mask: usize = 128;
/** The ring: in each place the number of the task that was done there last, plus one, then the task. */
const ring: usize = 192;
const placeBytes: usize = 128;

/** Before anything else. @param places in the ring, a power of two */
export function open(places: i32): void {
  i32.store(mask, places - 1);
}

// @ts-ignore: decorator
@inline
function placeOf(task: i32): usize {
  return ring + <usize>(task & i32.load(mask)) * placeBytes;
}

/** Lets one more task be taken, which stands in its place. */
export function offer(): void {
  if (ASC_FEATURE_THREADS) {
    atomic.add<i32>(offered, 1);
    atomic.notify(offered, 1);
  } else {
    i32.store(offered, i32.load(offered) + 1);
  }
}

/** Works, as thread 0, until this task is done, whoever does it. */
export function finish(task: i32): void {
  const place = placeOf(task);
  while (true) {
    const done = read(place);
    if (done == task + 1) return;
    if (!work(0)) waitWhile(place, done);
  }
}

/** Works until the thread is ended from outside. */
export function help(thread: i32): void {
  while (true) {
    const seen = read(offered);
    if (!work(thread)) waitWhile(offered, seen);
  }
}

/** @returns whether there was a task to take */
function work(thread: i32): bool {
  let task: i32;
  do {
    task = read(taken);
    if (task == read(offered)) return false;
  } while (!take(task));
  const place = placeOf(task);
  perform(changetype<Task>(place + 4), thread);
  if (ASC_FEATURE_THREADS) {
    atomic.store<i32>(place, task + 1);
    atomic.notify(place, 1);
  } else {
    i32.store(place, task + 1);
  }
  return true;
}

/** @returns false where another thread was quicker */
// @ts-ignore: decorator
@inline
function take(task: i32): bool {
  if (ASC_FEATURE_THREADS) return atomic.cmpxchg<i32>(taken, task, task + 1) == task;
  i32.store(taken, task + 1);
  return true;
}

// @ts-ignore: decorator
@inline
function read(address: usize): i32 {
  return ASC_FEATURE_THREADS ? atomic.load<i32>(address) : i32.load(address);
}

/** Sleeps until a number is another, if it is not already. */
// @ts-ignore: decorator
@inline
function waitWhile(address: usize, value: i32): void {
  if (ASC_FEATURE_THREADS) atomic.wait<i32>(address, value, -1);
}
