/** An image that cannot be had, and why. */
export class ImagePullError extends Error {
  readonly reason: 'ImageNotFound' | 'ImagePullDenied' | 'InvalidSpec';

  constructor(reason: ImagePullError['reason'], message: string) {
    super(message);
    this.name = 'ImagePullError';
    this.reason = reason;
  }
}
