import { render, screen } from '@testing-library/react';
import type { Volume } from '@pagoda/plugin-pagoda-common';
import { VolumeUsage } from './VolumeUsage';

const GIB = 1024 ** 3;

function volumeOn(cluster?: string): Volume {
  return {
    name: 'data',
    cluster,
    status: { usedBytes: GIB, capacityBytes: 4 * GIB },
  } as Volume;
}

describe('VolumeUsage', () => {
  it('shows how full a volume is', () => {
    render(<VolumeUsage volume={volumeOn('lab')} />);
    expect(screen.getByRole('meter', { name: 'Used' })).toHaveAttribute(
      'aria-valuetext',
      '1 GiB of 4 GiB',
    );
  });

  it('does not say that one is empty into which nobody can look', () => {
    render(<VolumeUsage volume={volumeOn(undefined)} />);
    expect(screen.getByText('4 GiB')).toBeInTheDocument();
    expect(screen.queryByRole('meter')).not.toBeInTheDocument();
  });
});
