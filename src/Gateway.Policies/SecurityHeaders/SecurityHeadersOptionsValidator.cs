using System.Buffers;
using Gateway.Policies.Configuration;

namespace Gateway.Policies.SecurityHeaders;

/// <summary>What attributes cannot say about <see cref="SecurityHeadersOptions"/>.</summary>
internal static class SecurityHeadersOptionsValidator
{
    private static readonly TimeSpan PreloadMinimum = TimeSpan.FromDays(365);

    // The message would be cut wrongly, or the answer would mean something else.
    private static readonly HashSet<string> Essential = new(StringComparer.OrdinalIgnoreCase)
    {
        "Content-Length", "Transfer-Encoding", "Content-Encoding", "Content-Type", "Connection", "Upgrade", "Trailer", "Date", "Vary",
        "WWW-Authenticate", "Retry-After", "Allow", "Location", "Set-Cookie",
    };

    private static readonly SearchValues<char> Printable = SearchValues.Create([.. Enumerable.Range(0x20, 0x5F).Select(static c => (char)c)]);

    public static void Validate(SecurityHeadersOptions options, OptionsValidation validation)
    {
        var transport = options.StrictTransportSecurity;
        if (transport is { Enabled: true, Preload: true } && (!transport.IncludeSubDomains || transport.MaxAge < PreloadMinimum))
        {
            validation.Error("StrictTransportSecurity:Preload", "true without IncludeSubDomains or with a MaxAge below 365 days",
                "false, or IncludeSubDomains with a MaxAge of at least 365 days", ConfigErrorCode.Conflict);
        }

        var values = SecurityHeaderList.Of(options);
        foreach (var (member, name, value) in values)
        {
            // A line break here would be a header of its own in every answer.
            if (value.AsSpan().ContainsAnyExcept(Printable))
                validation.Error(member, $"a character that {name} cannot have", "printable ASCII", ConfigErrorCode.InvalidValue);
        }

        ValidateRemoved(options, values, validation);
        for (var i = 0; i < options.KeepBackend.Count; i++)
        {
            var name = options.KeepBackend[i];
            if (!SecurityHeaderList.Names.Contains(name, StringComparer.OrdinalIgnoreCase))
                validation.Error($"KeepBackend[{i}]", $"\"{name}\"", string.Join(", ", SecurityHeaderList.Names), ConfigErrorCode.InvalidValue);
        }
    }

    private static void ValidateRemoved(
        SecurityHeadersOptions options, IReadOnlyList<SecurityHeader> values, OptionsValidation validation)
    {
        for (var i = 0; i < options.Remove.Count; i++)
        {
            var name = options.Remove[i];
            if (Essential.Contains(name))
                validation.Error($"Remove[{i}]", $"\"{name}\", which answers need", "a header that only describes the backend", ConfigErrorCode.Unsafe);
            else if (values.Any(v => v.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                validation.Error($"Remove[{i}]", $"\"{name}\", which this policy also sets", "one of the two", ConfigErrorCode.Conflict);
        }
    }
}
