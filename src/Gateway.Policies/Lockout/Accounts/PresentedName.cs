namespace Gateway.Policies.Lockout.Accounts;

/// <summary>What stands for the account in a credential that the gateway verifies.</summary>
internal static class PresentedName
{
    // The secret and the checksum of an API key; Authentication/ApiKey/ApiKeyText has the format.
    private const int SecretLength = 49;

    /// <summary>The prefix and id of an API key, so that guesses at its secret count together; of anything else the whole.</summary>
    public static ReadOnlySpan<char> Of(string credential)
    {
        var end = credential.Length - SecretLength - 1;
        return end > 0 && credential[end] == '_' && credential.IndexOf('_', StringComparison.Ordinal) is var first && first > 0 && first < end
            ? credential.AsSpan(0, end)
            : credential;
    }
}
