using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Gateway.Policies.Configuration;

namespace Gateway.Policies.Authentication;

/// <summary>Finds the scheme that a route names. The routes of one configuration share one instance of each scheme.</summary>
internal sealed class AuthenticationSchemes(IEnumerable<IAuthenticationSchemeFactory> factories)
{
    private readonly Dictionary<string, IAuthenticationSchemeFactory> _factories = factories.ToDictionary(static f => f.Kind, StringComparer.Ordinal);

    // Keyed by the instance of the options: gone when the configuration is.
    private readonly ConditionalWeakTable<GatewayOptions, ConcurrentDictionary<string, Lazy<AuthenticationScheme>>> _resolved = [];

    /// <summary>The scheme "KIND:NAME". The validators have refused a name that is not configured.</summary>
    public AuthenticationScheme Resolve(string scheme, GatewayOptions gateway)
    {
        var resolved = _resolved.GetOrCreateValue(gateway);
        return resolved.GetOrAdd(scheme, s => new Lazy<AuthenticationScheme>(() => Create(s, gateway))).Value;
    }

    private AuthenticationScheme Create(string scheme, GatewayOptions gateway)
    {
        var reference = SchemeReference.Parse(scheme);
        if (reference is not { } r || !_factories.TryGetValue(r.Kind, out var factory))
            throw new InvalidOperationException($"No kind of authentication serves the scheme '{scheme}'.");
        return factory.Create(r.Name, gateway);
    }
}

/// <summary>A scheme's name taken apart: "ApiKey:partners".</summary>
internal readonly record struct SchemeReference(string Kind, string Name)
{
    public const string ApiKey = "ApiKey";
    public const string Jwt = "Jwt";

    /// <summary>Null when the text has no kind or no name.</summary>
    public static SchemeReference? Parse(string? text) =>
        text?.IndexOf(':') is int colon and > 0 && colon < text.Length - 1 ? new(text[..colon], text[(colon + 1)..]) : null;
}
