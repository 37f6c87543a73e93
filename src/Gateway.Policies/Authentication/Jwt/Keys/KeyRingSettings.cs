namespace Gateway.Policies.Authentication.Jwt.Keys;

/// <summary>
/// What a ring is made from. Two configurations with equal values share a ring, so that an unrelated reload keeps the keys. The name is part
/// of the value: two issuers never share a ring, even at one address (a "kid" belongs to its issuer). So is the digest of the key file
/// when the ring was made: a changed file is another ring at the next reload.
/// </summary>
internal sealed record KeyRingSettings(
    string Name,
    string Issuer,
    string? JwksPath,
    string? FileDigest,
    string? JwksUri,
    string? Authority,
    TimeSpan RefreshInterval,
    TimeSpan RefreshCooldown,
    TimeSpan FetchTimeout)
{
    public KeySource CreateSource(KeyDocumentClient client) => this switch
    {
        { JwksPath: not null } => new FileKeySource(JwksPath),
        { JwksUri: not null } => new JwksUriKeySource(new Uri(JwksUri), client),
        { Authority: not null } => new DiscoveryKeySource(Authority, Issuer, client),
        _ => throw new InvalidOperationException($"{Name} has no source of keys; the validator refuses that."),
    };
}
