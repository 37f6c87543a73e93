using System.Buffers;

namespace Gateway.Policies.RateLimit;

/// <summary>What a rule tells clients apart by.</summary>
public enum PartitionKeyKind
{
    /// <summary>Nothing: one bucket for the whole gateway.</summary>
    Global,

    /// <summary>The client's address; v6 by its network.</summary>
    Address,

    /// <summary>The verified caller.</summary>
    Consumer,

    /// <summary>A claim of the verified caller.</summary>
    Claim,

    /// <summary>A request header.</summary>
    Header,

    /// <summary>The route that matched.</summary>
    Route,

    /// <summary>The path template that matched: routes that differ in methods, hosts or headers alone are one.</summary>
    RouteTemplate,

    /// <summary>A cookie of the request.</summary>
    Cookie,
}

/// <summary>One entry of a rule's By list: "Global", "Address", "Consumer", "Route", "RouteTemplate", "Claim:NAME", "Header:NAME" or "Cookie:NAME".</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The claim's type, the cookie's name, or the header's name in lower case; empty for the others.</param>
public readonly record struct PartitionKey(PartitionKeyKind Kind, string Name)
{
    /// <summary>The forms, in the words of the error message.</summary>
    public const string AllowedForms = "\"Address\", \"Consumer\", \"Route\", \"RouteTemplate\", \"Claim:NAME\", \"Header:NAME\", \"Cookie:NAME\", or \"Global\" alone";

    // RFC 9110 section 5.6.2: a field name is a token.
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Known only after authentication.</summary>
    public bool NeedsIdentity => Kind is PartitionKeyKind.Consumer or PartitionKeyKind.Claim;

    /// <summary>Tells callers apart, so that a bucket says nothing about the traffic of others.</summary>
    public bool IsPerClient => Kind is not (PartitionKeyKind.Global or PartitionKeyKind.Route or PartitionKeyKind.RouteTemplate);

    /// <summary>As it stands in the configuration.</summary>
    public override string ToString() => Name.Length == 0 ? Kind.ToString() : $"{Kind}:{Name}";

    /// <summary>Reads an entry; false for anything but <see cref="AllowedForms"/>.</summary>
    public static bool TryParse(string? text, out PartitionKey key)
    {
        PartitionKey? parsed = text switch
        {
            null => null,
            "Global" => new(PartitionKeyKind.Global, ""),
            "Address" => new(PartitionKeyKind.Address, ""),
            "Consumer" => new(PartitionKeyKind.Consumer, ""),
            "Route" => new(PartitionKeyKind.Route, ""),
            "RouteTemplate" => new(PartitionKeyKind.RouteTemplate, ""),
            _ when text.StartsWith("Claim:", StringComparison.Ordinal) && IsClaim(text.AsSpan(6)) => new(PartitionKeyKind.Claim, text[6..]),
            _ when text.StartsWith("Header:", StringComparison.Ordinal) && IsToken(text.AsSpan(7)) =>
                new(PartitionKeyKind.Header, text[7..].ToLowerInvariant()),
            // RFC 6265 section 4.1.1: a cookie's name is a token, too; its case counts.
            _ when text.StartsWith("Cookie:", StringComparison.Ordinal) && IsToken(text.AsSpan(7)) => new(PartitionKeyKind.Cookie, text[7..]),
            _ => null,
        };
        key = parsed.GetValueOrDefault();
        return parsed.HasValue;
    }

    private static bool IsClaim(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > 256) return false;
        foreach (var c in name)
            if (char.IsControl(c) || char.IsWhiteSpace(c)) return false;
        return true;
    }

    private static bool IsToken(ReadOnlySpan<char> name) => name.Length is > 0 and <= 256 && !name.ContainsAnyExcept(TokenCharacters);
}
