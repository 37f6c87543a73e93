namespace Gateway.Policies.Configuration.Reading;

/// <summary>What a message says of a file that cannot be used: its full path, and why.</summary>
internal static class FileProblem
{
    public static string Of(string path, Exception error) => $"{Path.GetFullPath(path)}: {Explain(path, error)}";

    /// <summary>Only why.</summary>
    public static string Explain(string path, Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file",
        _ when Directory.Exists(path) => "a directory",
        UnauthorizedAccessException => "a file that this process may not read",
        IOException or NotSupportedException => $"a file that cannot be read ({error.GetType().Name})",
        // The name of a parameter of .NET is nothing that an operator could look for.
        ArgumentException { ParamName: { } name } => error.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal),
        _ => error.Message,
    };
}
