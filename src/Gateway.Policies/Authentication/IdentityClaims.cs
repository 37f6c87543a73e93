namespace Gateway.Policies.Authentication;

/// <summary>Names in IdentityHeaders that mean a value of the <see cref="CallerIdentity"/>, whatever the claims of the credential are called.</summary>
internal static class IdentityClaims
{
    public const string Consumer = "consumer";
    public const string Scope = "scope";
    public const string Roles = "roles";
    public const string Scheme = "scheme";

    /// <summary>Names that have one value by definition: a comma in it (a distinguished name) cannot be read as a list.</summary>
    public static bool HasOneValue(string claim) => claim is Consumer or Scheme or "sub" or "iss" or "client_id" or "key_id";
}
