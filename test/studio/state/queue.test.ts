import { describe, expect, it } from 'vitest';
import {
  activate,
  addJobs,
  countWaiting,
  currentEntry,
  emptyQueue,
  isRestyled,
  jobsToKeep,
  nextWaiting,
  remove,
  repaint,
  requeue,
  restyle,
  update,
  type Queue,
} from '../../../webview/state/queue';
import type { JobStyles } from '../../../src/shared/messages/protocol';
import { job } from '../support/samples';

const three = addJobs(emptyQueue, [job('1'), job('2'), job('3')]);
const ids = (queue: Queue): string[] => queue.entries.map(entry => entry.job.id);
const styles: JobStyles = [{ image: { uri: 'file:///woodcut.png', name: 'woodcut.png' }, weight: 1 }];

describe('adding', () => {
  it('shows the first job, and takes none twice', () => {
    expect(currentEntry(three)?.job.id).toBe('1');
    expect(ids(addJobs(three, [job('2'), job('4')]))).toEqual(['1', '2', '3', '4']);
  });

  it('leaves a job that runs or waits in view, and moves on from one that has ended', () => {
    expect(addJobs(activate(three, '2'), [job('4')]).currentId).toBe('2');
    const done = update(activate(three, '2'), '2', { status: 'done' });
    expect(addJobs(done, [job('4')]).currentId).toBe('4');
  });
});

describe('running', () => {
  it('goes from one to the next, past failures', () => {
    let queue = update(activate(three, '1'), '1', { status: 'done' });
    queue = update(activate(queue, '2'), '2', {
      status: 'failed',
      error: { code: 'image', message: 'Broken.' },
    });
    expect(nextWaiting(queue)?.job.id).toBe('3');
    expect(countWaiting(queue)).toBe(1);
    expect(countWaiting(activate(queue, '3'))).toBe(0);
  });

  it('takes a job up again without its error', () => {
    const failed = update(activate(three, '1'), '1', {
      status: 'failed',
      error: { code: 'image', message: 'Broken.' },
    });
    expect(currentEntry(requeue(failed, '1'))).toMatchObject({ status: 'waiting', error: null });
  });
});

describe('removing', () => {
  it('never removes the job that runs', () => {
    expect(ids(remove(activate(three, '1'), '1'))).toEqual(['1', '2', '3']);
  });

  it('shows what waits where the shown one is removed', () => {
    const queue = update(three, '3', { status: 'done' });
    expect(remove(queue, '1').currentId).toBe('2');
    expect(remove(remove(remove(three, '1'), '2'), '3')).toEqual(emptyQueue);
  });
});

describe('choosing another style', () => {
  it('changes a job that waits or has failed', () => {
    expect(currentEntry(repaint(three, '1', styles, 'new'))?.job).toEqual({ ...job('1'), styles });
    const failed = update(three, '1', { status: 'failed', error: { code: 'image', message: 'Broken.' } });
    expect(repaint(failed, '1', styles, 'new').entries[0]).toMatchObject({
      job: { id: '1', styles },
      status: 'waiting',
      error: null,
    });
  });

  it('makes a new job where the old one runs or is done', () => {
    const running = repaint(activate(three, '1'), '1', styles, 'new');
    expect(running.currentId).toBe('1');
    expect(running.entries.at(-1)).toMatchObject({ job: { id: 'new', styles }, status: 'waiting' });
    const done = update(activate(three, '1'), '1', { status: 'done' });
    expect(repaint(done, '1', styles, 'new')).toMatchObject({ currentId: 'new' });
    expect(repaint(done, '1', styles, 'new').entries[0]?.job).toEqual(job('1'));
  });
});

describe('changing the styles', () => {
  it('leaves what runs alone, and says that the next run will differ', () => {
    const running = activate(three, '1');
    expect(isRestyled(currentEntry(running)!)).toBe(false);
    const changed = currentEntry(restyle(running, '1', styles))!;
    expect(changed).toMatchObject({ status: 'active', job: { styles }, ran: job('1') });
    expect(isRestyled(changed)).toBe(true);
    expect(isRestyled(currentEntry(restyle(three, '1', styles))!)).toBe(false);
  });
});

describe('what a reload brings back', () => {
  it('is what is not done, or else the last', () => {
    const oneDone = update(activate(three, '1'), '1', { status: 'done' });
    expect(jobsToKeep(activate(oneDone, '2'))).toEqual([job('2'), job('3')]);
    const allDone = ['1', '2', '3'].reduce((queue, id) => update(queue, id, { status: 'done' }), three);
    expect(jobsToKeep(allDone)).toEqual([job('3')]);
    expect(jobsToKeep(emptyQueue)).toEqual([]);
  });
});
