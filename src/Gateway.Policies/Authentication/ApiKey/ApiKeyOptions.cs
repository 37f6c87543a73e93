namespace Gateway.Policies.Authentication.ApiKey;

/// <summary>A named set of API keys.</summary>
public sealed class ApiKeyOptions
{
}
