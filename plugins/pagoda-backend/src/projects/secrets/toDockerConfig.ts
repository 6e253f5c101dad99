/** What Docker Hub is called in configurations, by the first version of its API. */
const DOCKER_HUB = 'https://index.docker.io/v1/';
const DOCKER_HUB_NAMES = ['docker.io', 'index.docker.io', 'hub.docker.com'];

/** A login to an image registry in the form of `~/.docker/config.json`, as kubelets read it. */
export function toDockerConfig(login: {
  /** Such as `ghcr.io`. */
  server: string;
  username: string;
  password: string;
}): string {
  const { server, username, password } = login;
  const name = DOCKER_HUB_NAMES.includes(server.toLowerCase())
    ? DOCKER_HUB
    : server;
  return JSON.stringify({
    auths: {
      [name]: {
        username,
        password,
        auth: Buffer.from(`${username}:${password}`, 'utf8').toString('base64'),
      },
    },
  });
}
