namespace Gateway.LoadTests.Cli;

/// <summary>Options that are variables for a process.</summary>
internal static class EnvironmentVariables
{
    /// <exception cref="LoadTestException">A text is no variable.</exception>
    public static Dictionary<string, string> Parse(string option, string[]? texts)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts ?? [])
        {
            var end = text.IndexOf('=', StringComparison.Ordinal);
            if (end <= 0) throw new LoadTestException($"{option}: found {text}; allowed: NAME=VALUE");
            variables[text[..end]] = text[(end + 1)..];
        }

        return variables;
    }
}
