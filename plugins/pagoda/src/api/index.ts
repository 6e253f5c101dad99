export * from './createPagodaApi';
export * from './PagodaApi';
export * from './unwrap';
export * from './download';
