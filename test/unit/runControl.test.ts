import { beforeEach, describe, expect, it } from 'vitest';
import { RunControl } from '../../webview/engine/run/control';

describe('the control of a run', () => {
  let control: RunControl;
  let events: string[];
  const reports = {
    flush: async () => void events.push('reported'),
    restartClock: () => void events.push('clock restarted'),
  };
  beforeEach(() => {
    control = new RunControl();
    events = [];
  });

  it('lets a run go on, and handles messages between two epochs', async () => {
    setImmediate(() => events.push('message'));
    for (let epoch = 0; epoch < 100 && events.length === 0; epoch++) {
      expect(await control.between(reports)).toBe(true);
    }
    expect(events).toEqual(['message']);
  });

  it('has paused once all epochs are reported, and goes on when it is told to', async () => {
    const paused = control.pause().then(() => events.push('paused'));
    const between = control.between(reports);
    await paused;
    expect(events).toEqual(['reported', 'paused']);
    control.resume();
    expect(await between).toBe(true);
    expect(events).toEqual(['reported', 'paused', 'clock restarted']);
    expect(await control.between(reports)).toBe(true);
    expect(events).toHaveLength(3);
  });

  it('stops once all epochs are reported, out of a pause too', async () => {
    control.stop();
    expect(await control.between(reports)).toBe(false);
    expect(events).toEqual(['reported']);
    control = new RunControl();
    const paused = control.pause();
    const between = control.between(reports);
    await paused;
    control.stop();
    expect(await between).toBe(false);
  });

  it('does not pause where it is told to go on while epochs are reported', async () => {
    const paused = control.pause();
    const resuming = { ...reports, flush: async () => control.resume() };
    expect(await control.between(resuming)).toBe(true);
    await paused;
    expect(events).toEqual([]);
  });

  it('keeps nobody waiting for a pause once the run has ended', async () => {
    const early = control.pause();
    expect(control.isActive).toBe(true);
    control.end();
    await early;
    await control.pause();
    expect(control.isActive).toBe(false);
  });
});
