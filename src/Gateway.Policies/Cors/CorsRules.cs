using System.Collections.Frozen;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.Cors;

/// <summary>The options of one route compiled: what a request is held against, and every header value of the answers.</summary>
internal sealed class CorsRules
{
    private static readonly string[] DefaultMethods = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post];

    private readonly OriginMatcher _origins;
    private readonly FrozenSet<string> _methods;
    private readonly FrozenSet<string> _headers;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _headersBySpan;
    private readonly bool _anyMethod;
    private readonly bool _anyHeader;

    public CorsRules(CorsOptions options, RouteCompilation compilation)
    {
        AnyOrigin = options.Origins.Contains("*");
        AllowCredentials = options.AllowCredentials;
        RejectDisallowedOrigins = options.RejectDisallowedOrigins && !AnyOrigin;
        _origins = new OriginMatcher(AnyOrigin ? [] : options.Origins);

        // YARP compares methods without regard to case, browsers send them in upper case.
        string[] methods = options.Methods is { Count: > 0 } listed ? [.. listed]
            : compilation.Route?.Match.Methods is { Count: > 0 } matched ? [.. matched.Select(static m => m.ToUpperInvariant())]
            : DefaultMethods;
        _methods = methods.ToFrozenSet(StringComparer.Ordinal);
        _anyMethod = _methods.Contains("*");
        _headers = options.Headers.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _headersBySpan = _headers.GetAlternateLookup<ReadOnlySpan<char>>();
        _anyHeader = _headers.Contains("*");

        AllowedMethods = string.Join(", ", methods);
        AllowedHeaders = string.Join(", ", options.Headers);
        ExposedHeaders = options.ExposedHeaders.Count == 0 ? StringValues.Empty : string.Join(", ", options.ExposedHeaders);
        MaxAge = ((long)options.MaxAge.TotalSeconds).ToString();
    }

    public bool AnyOrigin { get; }

    public bool AllowCredentials { get; }

    public bool RejectDisallowedOrigins { get; }

    public StringValues AllowedMethods { get; }

    public StringValues AllowedHeaders { get; }

    public StringValues ExposedHeaders { get; }

    public StringValues MaxAge { get; }

    /// <summary>A preflight has all three marks (Fetch, "CORS-preflight request"); any other OPTIONS is a request like others and authenticates.</summary>
    public static bool IsPreflight(HttpRequest request) =>
        request.Method == HttpMethods.Options
        && request.Headers.Origin.Count > 0
        && request.Headers.AccessControlRequestMethod.Count > 0;

    /// <summary>Exactly one Origin header, and an allowed one. Of two, the gateway and the browser could mean different ones.</summary>
    public bool AllowsOrigin(StringValues origin) =>
        origin.Count == 1 && (AnyOrigin || (origin[0] is { } value && _origins.Allows(value)));

    public bool AllowsMethod(StringValues method) =>
        method.Count == 1 && method[0] is { Length: > 0 } value && (_anyMethod || _methods.Contains(value));

    public bool AllowsHeaders(StringValues names)
    {
        foreach (var line in names)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var name = line.AsSpan(range).Trim(" \t");
                if (name.Length > 0 && !AllowsHeader(name)) return false;
            }
        }

        return true;
    }

    // "*" does not stand for Authorization (Fetch, "CORS non-wildcard request-header name").
    private bool AllowsHeader(ReadOnlySpan<char> name) =>
        _headersBySpan.Contains(name) || (_anyHeader && !name.Equals("Authorization", StringComparison.OrdinalIgnoreCase));
}
