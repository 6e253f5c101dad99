import { buildCloudConfig } from './buildCloudConfig';

describe('buildCloudConfig', () => {
  it('has an application credential, and load balancers with an external network', () => {
    expect(
      buildCloudConfig({
        connection: {
          authUrl: 'https://keystone.example.org/v3',
          region: 'One',
          auth: { applicationCredential: { id: 'a', secret: 'b' } },
        },
        floatingNetworkId: 'n-2',
        caFile: '/etc/config/ca.crt',
      }),
    ).toBe(`[Global]
auth-url="https://keystone.example.org/v3"
application-credential-id="a"
application-credential-secret="b"
region="One"

[LoadBalancer]
floating-network-id="n-2"
create-monitor="true"
`);
  });

  it('lets no value leave its quotes', () => {
    const text = buildCloudConfig({
      connection: {
        authUrl: 'https://keystone.example.org/v3',
        ca: 'PEM',
        insecureSkipTlsVerify: true,
        auth: {
          password: {
            ...{ username: 'u', password: 'p"\\\n[LoadBalancer]' },
            project: 'research',
          },
        },
      },
      caFile: '/etc/config/ca.crt',
    });
    expect(text).toContain('password="p\\"\\\\\\n[LoadBalancer]"\n');
    expect(text.match(/^\[/gm)).toHaveLength(2);
    expect(text).toContain('ca-file="/etc/config/ca.crt"');
    expect(text).toContain('tenant-domain-name="Default"');
    expect(text).toContain('enabled="false"');
  });
});
