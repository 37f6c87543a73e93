using System.Text.RegularExpressions;
using Gateway.Policies.Configuration;

namespace Gateway.Policies.Cors;

/// <summary>The rules over several members of <see cref="CorsOptions"/>, and the forms of an origin.</summary>
internal static partial class CorsOptionsValidator
{
    private const string AllowedOrigin =
        "an origin as browsers send it (lower case, no path, no default port) such as \"https://app.example.com\", "
        + "\"https://*.example.com\" for every subdomain, or \"*\" alone";

    // Browsers never serialise a non-ASCII host: internationalised names arrive as punycode.
    [GeneratedRegex(@"^(?<scheme>[a-z][a-z0-9+.-]*)://(?<wild>\*\.)?(?<host>[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\])(:(?<port>[1-9][0-9]{0,4}))?$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Origin { get; }

    public static void Validate(CorsOptions options, OptionsValidation validation)
    {
        if (options.Origins.Count == 0)
            validation.Error("Origins", "no origin", AllowedOrigin, ConfigErrorCode.MissingMember);
        ValidateOrigins(options.Origins, validation);

        if (!options.AllowCredentials) return;

        // With credentials the Fetch standard reads "*" literally; a gateway that reflects the origin instead opens every account to every site.
        if (options.Origins.Contains("*"))
            validation.Error("AllowCredentials", "true with the origin \"*\"", "false, or the list of origins", ConfigErrorCode.Conflict);
        RefuseWildcard(options.Methods, "Methods", validation);
        RefuseWildcard(options.Headers, "Headers", validation);
        RefuseWildcard(options.ExposedHeaders, "ExposedHeaders", validation);
    }

    /// <summary>Checks the form of each of a policy's "Origins".</summary>
    public static void ValidateOrigins(List<string> origins, OptionsValidation validation)
    {
        for (var i = 0; i < origins.Count; i++) ValidateOrigin(origins, i, validation);
    }

    private static void RefuseWildcard(List<string>? values, string member, OptionsValidation validation)
    {
        if (values?.IndexOf("*") is { } index and >= 0)
            validation.Error($"{member}[{index}]", "\"*\" together with AllowCredentials", "the names, one by one", ConfigErrorCode.Conflict);
    }

    private static void ValidateOrigin(List<string> origins, int index, OptionsValidation validation)
    {
        var origin = origins[index];
        var member = $"Origins[{index}]";
        if (origin == "*")
        {
            if (origins.Count > 1)
                validation.Error(member, "\"*\" beside other origins", "\"*\" alone, or the list without it", ConfigErrorCode.Conflict);
            return;
        }

        if (origin == "null")
        {
            // Sandboxed frames, data: and file: pages all share this name, whoever wrote them.
            validation.Error(member, "\"null\", which any page can make its origin", AllowedOrigin, ConfigErrorCode.Unsafe);
            return;
        }

        var match = origin.Length <= 300 ? Origin.Match(origin) : Match.Empty;
        if (!match.Success || match.Groups["scheme"].Value is "file" or "data" or "blob")
        {
            validation.Error(member, $"\"{(origin.Length > 80 ? origin[..80] + "…" : origin)}\"", AllowedOrigin, ConfigErrorCode.InvalidValue);
            return;
        }

        ValidateParts(member, match, validation);
    }

    private static void ValidateParts(string member, Match match, OptionsValidation validation)
    {
        var scheme = match.Groups["scheme"].Value;
        var host = match.Groups["host"].Value;
        var port = match.Groups["port"].Value;
        if ((scheme, port) is ("https", "443") or ("http", "80"))
            validation.Error(member, $"the default port :{port}, which browsers leave out", "the origin without it", ConfigErrorCode.InvalidValue);
        if (port.Length > 0 && int.Parse(port) > 65535)
            validation.Error(member, $"port {port}", "1 to 65535", ConfigErrorCode.OutOfRange);
        if (host.Contains("..", StringComparison.Ordinal))
            validation.Error(member, "an empty label in the host", AllowedOrigin, ConfigErrorCode.InvalidValue);
        if (match.Groups["wild"].Success && (!host.Contains('.') || host[0] == '['))
            validation.Error(member, $"every host under \"{host}\"", "a pattern with at least two labels after \"*.\"", ConfigErrorCode.Unsafe);
        if (scheme == "http" && host is not ("localhost" or "127.0.0.1" or "[::1]"))
            validation.Warn(member, "an origin without TLS, whose pages anyone on the network can write", "an https origin");
    }
}
