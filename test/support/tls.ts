/**
 * A key and a certificate signed by itself, for `localhost` and `*.test`: what needs https is tested on this machine, by
 * browsers told to accept it. Nothing else trusts it, and it guards nothing.
 */
export const tls = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgzdKaC1xcDpPV/AwA
yNoSxs65ymHYQvBW6X876mKp4A+hRANCAAQjl04aLCjgHFLxeMO0+07pPmCMYdrh
sGmxkcw3hhJeSkxB1ihGuZoegz9CGBZz7MV0FCWeaplRL0MhWemGKW6s
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBrjCCAVSgAwIBAgIULA0XNiN4fhgAVhKTJ/X9sqE/8FcwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDE0MTY1NFoYDzIxMjYxMDMx
MTQxNjU0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQjl04aLCjgHFLxeMO0+07pPmCMYdrhsGmxkcw3hhJeSkxB1ihGuZoe
gz9CGBZz7MV0FCWeaplRL0MhWemGKW6so4GBMH8wHQYDVR0OBBYEFNywgODNuwRz
vhs97lMJflzGwHCZMB8GA1UdIwQYMBaAFNywgODNuwRzvhs97lMJflzGwHCZMA8G
A1UdEwEB/wQFMAMBAf8wLAYDVR0RBCUwI4IJbG9jYWxob3N0ggYqLnRlc3SCDiou
ZXhhbXBsZS50ZXN0MAoGCCqGSM49BAMCA0gAMEUCICQPzODqUCph9XiB67xNajMj
qxa1aCpuji/9VYVzwGv4AiEAiWb8F7fq9H/fJItsuAV2cGmL5KWSGiWaS9C0Q98Q
Qww=
-----END CERTIFICATE-----`,
};
