import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// On a busy machine with two cores a page may take seconds to draw.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 15_000 });
