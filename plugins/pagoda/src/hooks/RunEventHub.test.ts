import { buildRun, FakePagoda } from '../testing';
import { RunEventHub } from './RunEventHub';

function setVisible(isVisible: boolean) {
  Object.defineProperty(document, 'visibilityState', {
    configurable: true,
    get: () => (isVisible ? 'visible' : 'hidden'),
  });
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('RunEventHub', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
    Reflect.deleteProperty(document, 'visibilityState');
  });

  it('has one connection for all, which rests while the tab is hidden and resumes without loss', async () => {
    const fake = new FakePagoda();
    const hub = new RunEventHub(fake.api);
    const first = { onChanges: jest.fn(), onGap: jest.fn() };
    const second = { onChanges: jest.fn(), onGap: jest.fn() };
    const leaveFirst = hub.subscribe(first);
    const leaveSecond = hub.subscribe(second);
    await jest.advanceTimersByTimeAsync(10);
    expect(fake.sent('GET', '/runs/events')).toHaveLength(1);
    expect(hub.status).toBe('live');
    expect(first.onGap).toHaveBeenCalledTimes(1);

    const run = buildRun();
    const change = {
      id: run.id,
      project: 'demo',
      phase: run.status.phase,
      deleted: false,
      run,
    };
    fake.emit(change);
    fake.emit(change);
    await jest.advanceTimersByTimeAsync(300);
    expect(second.onChanges).toHaveBeenCalledTimes(1);
    expect(second.onChanges.mock.calls[0][0]).toHaveLength(2);

    // A short look elsewhere changes nothing; a long one frees the connection.
    setVisible(false);
    await jest.advanceTimersByTimeAsync(5_000);
    setVisible(true);
    await jest.advanceTimersByTimeAsync(20_000);
    expect(fake.sent('GET', '/runs/events')).toHaveLength(1);
    setVisible(false);
    await jest.advanceTimersByTimeAsync(16_000);
    setVisible(true);
    await jest.advanceTimersByTimeAsync(10);
    const requests = fake.sent('GET', '/runs/events');
    expect(requests).toHaveLength(2);
    expect(requests[1].headers.get('Last-Event-ID')).toBe('2');
    expect(first.onGap).toHaveBeenCalledTimes(1);

    // From one page to the next it stays open; when nobody comes it closes.
    leaveFirst();
    leaveSecond();
    await jest.advanceTimersByTimeAsync(5_000);
    const leaveThird = hub.subscribe(first);
    await jest.advanceTimersByTimeAsync(10);
    expect(fake.sent('GET', '/runs/events')).toHaveLength(2);
    leaveThird();
    await jest.advanceTimersByTimeAsync(25_000);
    hub.subscribe(first)();
    await jest.advanceTimersByTimeAsync(10);
    expect(fake.sent('GET', '/runs/events')).toHaveLength(3);
    await jest.advanceTimersByTimeAsync(25_000);
  });
});
