namespace Gateway.Policies.Authentication.Jwt;

/// <summary>A named token issuer.</summary>
public sealed class JwtOptions
{
}
