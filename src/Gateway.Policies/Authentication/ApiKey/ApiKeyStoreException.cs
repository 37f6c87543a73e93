namespace Gateway.Policies.Authentication.ApiKey;

/// <summary>Whose concern it is that a set of keys could not be read or changed.</summary>
internal enum ApiKeyStoreProblem
{
    /// <summary>What was asked for is not allowed.</summary>
    Invalid,

    /// <summary>The file or server cannot be read, or somebody else is changing the set; later it may work.</summary>
    Unavailable,

    /// <summary>The file cannot be written by this process.</summary>
    ReadOnly,

    /// <summary>There is no room for another key.</summary>
    Full,
}

/// <summary>A set of keys could not be read or changed; the message is for the operator.</summary>
internal sealed class ApiKeyStoreException(string message, ApiKeyStoreProblem problem = ApiKeyStoreProblem.Invalid) : Exception(message)
{
    public ApiKeyStoreProblem Problem { get; } = problem;
}
