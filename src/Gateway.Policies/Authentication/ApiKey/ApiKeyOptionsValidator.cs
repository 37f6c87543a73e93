using System.Text.RegularExpressions;
using Gateway.Policies.Configuration;

namespace Gateway.Policies.Authentication.ApiKey;

/// <summary>Checks the sets of keys of a configuration and loads their files, so that the routes get what was checked.</summary>
internal sealed class ApiKeyOptionsValidator(ApiKeySets sets)
{
    private static readonly Regex SetName = Pattern("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$");
    private static readonly Regex Prefix = Pattern("^[a-z0-9]{1,16}$");
    private static readonly Regex Header = Pattern("^[A-Za-z0-9][A-Za-z0-9-]{0,63}$");
    private static readonly Regex Parameter = Pattern("^[A-Za-z0-9._~-]{1,64}$");

    /// <summary>Checks every set.</summary>
    /// <param name="validation">Reports at the member "ApiKeys".</param>
    public void ValidateAll(OptionsValidation validation)
    {
        foreach (var name in validation.Gateway.ApiKeys.Keys) Validate(name, validation.At(name));
    }

    /// <summary>Checks one set with its keys.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="validation">Reports at the set.</param>
    public void Validate(string name, OptionsValidation validation)
    {
        ValidateSettings(name, validation);
        var options = validation.Gateway.ApiKeys[name];
        if (options is { Store: ApiKeyStoreKind.File, Path.Length: > 0 }) ValidateFile(name, options, validation);
    }

    /// <summary>Checks what the configuration says of a set, whether its keys are there or not.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="validation">Reports at the set.</param>
    public static void ValidateSettings(string name, OptionsValidation validation)
    {
        var options = validation.Gateway.ApiKeys[name];
        if (!SetName.IsMatch(name))
            validation.Error("", $"the name \"{name}\"", "letters, digits and . _ -, at most 64 of them", ConfigErrorCode.InvalidValue);
        if (!Prefix.IsMatch(options.Prefix))
            validation.Error("Prefix", $"\"{options.Prefix}\"", "1 to 16 lower-case letters and digits", ConfigErrorCode.InvalidValue);
        if (!Parameter.IsMatch(options.QueryParameter))
            validation.Error("QueryParameter", $"\"{options.QueryParameter}\"", "letters, digits and . _ ~ -, at most 64 of them", ConfigErrorCode.InvalidValue);
        ValidateHeader(options.Header, validation);
        ValidatePepper(options.Pepper, validation);
        if (options.Store is ApiKeyStoreKind.Redis) ValidateRedis(options, validation);
        else if (options.Path.Length == 0) validation.Error("", "neither Path nor Store", "Path with a key file, or \"Store\": \"Redis\"", ConfigErrorCode.MissingMember);
    }

    private static void ValidateRedis(ApiKeyOptions options, OptionsValidation validation)
    {
        if (options.Path.Length > 0)
            validation.Error("Path", "a key file beside Store Redis", "Path or \"Store\": \"Redis\", not both", ConfigErrorCode.Conflict);
        if (validation.Gateway.Redis is null && !validation.IsInErrorAt("Gateway:Redis"))
            validation.Error("Store", "Redis without Gateway:Redis", "Gateway:Redis with the server, or Path with a key file", ConfigErrorCode.UnknownReference);
    }

    private static void ValidateHeader(string header, OptionsValidation validation)
    {
        if (!Header.IsMatch(header))
            validation.Error("Header", $"\"{header}\"", "letters, digits and '-', at most 64 of them", ConfigErrorCode.InvalidValue);
        else if (IdentityHeaderRules.IsRefused(header))
            validation.Error("Header", $"\"{header}\", which has a meaning of its own", "a header for keys only, e.g. X-Api-Key", ConfigErrorCode.RefusedMember);
        else if (IdentityHeaders.WellKnown.Contains(header))
            validation.Error("Header", $"\"{header}\", which is removed from every request as a forgeable identity", "another header, e.g. X-Api-Key", ConfigErrorCode.Conflict);
    }

    private static void ValidatePepper(string pepper, OptionsValidation validation)
    {
        var bytes = ApiKeyHash.Pepper(pepper).Length;
        if (bytes < ApiKeyHash.MinPepperBytes)
        {
            validation.Error("Pepper", bytes == 0 ? "no pepper" : $"a pepper of {bytes} bytes",
                $"at least {ApiKeyHash.MinPepperBytes} random bytes as text, e.g. the output of: openssl rand -base64 48", ConfigErrorCode.Unsafe);
        }
    }

    private void ValidateFile(string name, ApiKeyOptions options, OptionsValidation validation)
    {
        var problems = new List<string>();
        var set = sets.Load(name, validation.Gateway, problems);
        // One that is too short has been reported.
        if (problems.Remove(ApiKeySets.WrongPepper) && ApiKeyHash.Pepper(options.Pepper).Length >= ApiKeyHash.MinPepperBytes)
        {
            validation.Error("Pepper", $"a pepper that is not the one that the keys in {options.Path} were made with",
                "that one; a new pepper needs a new key file, because it invalidates every key", ConfigErrorCode.Material);
        }

        foreach (var problem in problems.Take(100))
            validation.Error("Path", $"{options.Path}: {problem}", "a key file made by gateway keys create", ConfigErrorCode.Material);
        if (set is null || OperatingSystem.IsWindows()) return;
        const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        if ((File.GetUnixFileMode(options.Path) & OthersWrite) is not UnixFileMode.None)
            validation.Warn("Path", $"{options.Path}, which others than its owner can change", "mode 0600, or 0640 with the gateway's group");
    }

    private static Regex Pattern(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
}
