import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { KubernetesConnection } from '../../clients/kubernetes/KubernetesConnection';

/** What is wrong with one part of a connection. No message repeats a value: it may be a secret in the wrong place. */
export interface SettingsProblem {
  part:
    | 'server'
    | 'token'
    | 'certificate'
    | 'ca'
    | 'proxy'
    | 'insecureSkipTlsVerify';
  message: string;
}

/** Checks the parts of a connection that are there. */
export function checkSettings(
  settings: Partial<KubernetesConnection>,
): SettingsProblem[] {
  const { server, auth = { none: true }, ca, proxy } = settings;
  const problems: SettingsProblem[] = [];
  if (server !== undefined && !isServer(server)) {
    problems.push({
      part: 'server',
      message:
        'must be an address such as https://kubernetes.example.org:6443, without user, password, query or fragment',
    });
  }
  if ('token' in auth && !/^[\x21-\x7e]+$/.test(auth.token)) {
    problems.push({
      part: 'token',
      message:
        'must be the bare token, without spaces or line ends, and without `Bearer`',
    });
  }
  if ('certificate' in auth && !isKeyPair(auth.certificate, auth.key)) {
    problems.push({
      part: 'certificate',
      message: 'must be in PEM, and go with the key',
    });
  }
  if (ca !== undefined && !isCertificate(ca)) {
    problems.push({
      part: 'ca',
      message:
        'must be certificates in PEM, which begin with -----BEGIN CERTIFICATE-----',
    });
  }
  if (proxy !== undefined && !isProxy(proxy)) {
    problems.push({
      part: 'proxy',
      message:
        'must be an address such as http://proxy.example.org:3128, without a path',
    });
  }
  if (settings.insecureSkipTlsVerify && ca !== undefined) {
    problems.push({
      part: 'insecureSkipTlsVerify',
      message:
        'would ignore the certificates that the server is trusted by; give one of the two',
    });
  }
  return problems;
}

function isServer(text: string): boolean {
  const url = toUrl(text);
  return (
    url !== undefined && !url.username && !url.password && !/[?#]/.test(text)
  );
}

function isProxy(text: string): boolean {
  const url = toUrl(text);
  return url !== undefined && url.pathname === '/' && !/[?#]/.test(text);
}

function toUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && ['http:', 'https:'].includes(url.protocol) ? url : undefined;
}

function isCertificate(pem: string): boolean {
  try {
    // Reads the first; the others are read when the server is called.
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

function isKeyPair(certificate: string, key: string): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(
      createPrivateKey(key),
    );
  } catch {
    return false;
  }
}
