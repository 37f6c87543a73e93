namespace Gateway.Policies.Configuration.Reading;

/// <summary><c>${env:NAME}</c> and <c>${env:NAME:-default}</c>; as in a shell, the default also stands in for an empty variable.</summary>
internal static class EnvironmentSource
{
    public static InterpolationResult Resolve(string argument, Func<string, string?> environment)
    {
        var split = argument.IndexOf(":-", StringComparison.Ordinal);
        var name = split < 0 ? argument : argument[..split];
        var fallback = split < 0 ? null : argument[(split + 2)..];
        if (!IsName(name))
            return InterpolationResult.Failed("a malformed name of an environment variable", "letters, digits and '_', not starting with a digit");

        // "${env:A:-${env:B}}" would end at the first brace and silently mean something else.
        if (fallback?.Contains("${", StringComparison.Ordinal) == true)
            return InterpolationResult.Failed($"an interpolation inside the default of env:{name}", "a default without ${");

        var value = environment(name);
        if (string.IsNullOrEmpty(value) && fallback is not null) return InterpolationResult.Of(fallback);
        return value is null
            ? InterpolationResult.Failed($"env:{name}, which is not set", $"a set environment variable, or a default: ${{env:{name}:-default}}")
            : InterpolationResult.Of(value);
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 256 && !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
