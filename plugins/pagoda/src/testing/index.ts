export * from './builders';
export * from './FakePagoda';
export * from './fakeRuns';
export * from './FakeStream';
export * from './renderPage';
export * from './buildClouds';
