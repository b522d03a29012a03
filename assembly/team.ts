/**
 * How threads share tasks. Tasks are numbered as they are offered, and lie in a ring at the start of the memory until they
 * are done. The numbers only grow (and wrap), so that a thread which was held up between two steps finds that they have
 * moved on, and never mistakes a later task in the same place for the one it read. A build without threads does the same
 * without atomic operations.
 */
import { perform, Task } from './task';

// These addresses are in cache lines of their own, since different threads write them.
/** Address of the number of the first task that nobody has taken. */
const taken: usize = 0;
/** Address of the number of tasks offered so far. */
const offered: usize = 64;
/** Address of one less than the number of places in the ring, which is a power of two. */
const mask: usize = 128;
/** Address of the ring. A place holds the number, plus one, of the task that was done there last, and then the task. */
const ring: usize = 192;
const placeBytes: usize = 128;

/** Prepares the memory, before anything else. @param places how many places the ring has, a power of two */
export function open(places: i32): void {
  i32.store(mask, places - 1);
}

// @ts-ignore: decorator
@inline
function placeOf(task: i32): usize {
  return ring + <usize>(task & i32.load(mask)) * placeBytes;
}

/** Offers one more task, which the caller has written into its place. */
export function offer(): void {
  if (ASC_FEATURE_THREADS) {
    atomic.add<i32>(offered, 1);
    atomic.notify(offered, 1);
  } else {
    i32.store(offered, i32.load(offered) + 1);
  }
}

/** Works as thread 0 until this task is done, by whichever thread. */
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

/** Takes and computes the next task. @returns whether there was one */
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

/** Takes a task. @returns false where another thread was quicker */
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

/** Sleeps while the number at an address is `value`. */
// @ts-ignore: decorator
@inline
function waitWhile(address: usize, value: i32): void {
  if (ASC_FEATURE_THREADS) atomic.wait<i32>(address, value, -1);
}
