using Gateway.Policies.Configuration;

namespace Gateway.Policies.Authentication;

/// <summary>
/// Whether a credential that was verified before still stands, by the configuration and the keys of now. The credential itself is not
/// needed, so that nobody has to keep it.
/// </summary>
internal sealed class CredentialStanding(CurrentSnapshot snapshots, AuthenticationSchemes schemes)
{
    /// <summary>False when the credential was revoked or has expired, or when nobody knows its scheme any more.</summary>
    public bool Stands(CallerIdentity identity)
    {
        var gateway = snapshots.Value.Configuration.File.Gateway;
        var isConfigured = SchemeReference.Parse(identity.Scheme) switch
        {
            { Kind: SchemeReference.ApiKey, Name: var name } => gateway.ApiKeys.ContainsKey(name),
            { Kind: SchemeReference.Jwt, Name: var name } => gateway.Jwt.ContainsKey(name),
            _ => false,
        };
        return isConfigured && schemes.Resolve(identity.Scheme, gateway).Stands(identity);
    }
}
