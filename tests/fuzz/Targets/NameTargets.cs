using System.Text;
using Gateway.Fuzz.Engine;
using Gateway.Policies.Configuration;
using Gateway.Policies.Cors;
using Gateway.Policies.Lockout.Accounts;
using Gateway.Policies.WebSocket;
using Microsoft.AspNetCore.Http;

namespace Gateway.Fuzz.Targets;

/// <summary>Names that are compared: accounts, origins, route patterns.</summary>
internal static class NameTargets
{
    private static readonly Grammar Accounts = new(
        ("name", ["alice", "<letter><name>", "<letter><name>", "<letter><name>", "<blank><name>", "<name><blank>"]),
        ("letter", ["a", "Z", "9", "@", ".", "\u00e9", "e\u0301", "\u00c9", "\uff21", "\ufb01", "\u00df", "\u1e9e", "\u0130", "i\u0307", "\u017f", "\u212a", "\u03c2", "\u03a3", "\u01c4", "\uac01", "\u1100\u1161\u11a8", "\u0344", "\u0323\u0301", "\u0301\u0323", "\u200d", "\u00ad", "\ufe0f", "\u202e", "\u0345", "\u1f80", "\ufdfa", "\u2126", "\u00a8", "\U0001D400", "\U0001F600", "\U000E0101", "\ufffd", "\n", "\u0085", "\u3000", "\U00010400", "\ud7ff"]),
        ("blank", [" ", "\u00a0", "\u3000", "\t", "\u200b"]));

    private static readonly Grammar Origins = new(
        ("origin", ["https://app.example.com", "<scheme>://<host>", "<scheme>://<host><port>", "null", "<scheme>://<host>/", "<scheme>://u@<host>", "<scheme>:<host>", ""]),
        ("scheme", ["https", "http", "HTTPS", "https "]), ("host", ["app.example.com", "example.com", "a.example.com", "<label>.<host>", "<label>.example.com", "evilexample.com", "example.com.evil.net", "[::1]", "api.own.example"]),
        ("label", ["a", "-", "a-", "", "A", "x\u00e9", "xn--a", "*", "%2e", "a/b", "a@b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "a?", "a#", "\\"]), ("port", [":8443", ":443", ":", ":80", ":8443x", ""]));

    private static readonly Grammar Patterns = new(
        ("path", ["/", "/<segment>", "/<segment><path>", "/<segment><path>", "<segment>"]),
        ("segment", ["orders", "Orders", "{id}", "{name}", "{id?}", "{id:int}", "{**rest}", "{*rest}", "a{b}c", "{a}-{b}", "{{x}}", "{", "}", "{}", "{a}{b}", "~", "{id:regex(a{{2}})}", "?", "\u00e9", "{id=5}"]));

    public static IEnumerable<FuzzTarget> All =>
    [
        FuzzTarget.Of(
            "account-name", "idempotent; case, blanks around, invisible characters, the order of marks and compatibility forms make no difference; bounded", [typeof(AccountName)], Accounts,
            ["alice", "ALICE", "\uff41lice", "a\u0301\u0323", "\u00df", "\ufb01", " x "], static b => Account(Inputs.Wide(b), b)),
        FuzzTarget.Of(
            "origin", "an allowed origin is one of a browser's, of exactly the scheme and port listed and a host below the one listed, also as System.Uri reads it", [typeof(OriginMatcher), typeof(SubdomainPattern), typeof(UpgradeOrigins)], Origins,
            ["https://app.example.com", "https://a.b.example.com:8443", "https://evilexample.com", "null", "https://api.own.example"], static b => Origin(Inputs.Latin(b))),
        FuzzTarget.Of(
            "route-pattern", "a shape for every pattern, never an exception; names of parameters and letter case make no difference", [typeof(RoutePattern)], Patterns,
            ["/orders/{id}", "/{**rest}", "/a{b}c", "/{id:int}/x"], static b => Pattern(Inputs.Wide(b))),
    ];

    private static string Account(string text, byte[] bytes)
    {
        var name = AccountName.Normalize(text);
        if (name is null) return $"none {text.Length > 256} {text.Length == 0}";
        Oracle.Holds(name.Length is > 0 and <= AccountName.MaxLength && name.Trim() == name && !name.Any(static c => c < ' '), "a name is bounded, without blanks around it or controls", name);
        Oracle.Same(name, AccountName.Normalize(name), "a name that is made one stays what it is");
        // An upper-case form may be longer than the bound.
        foreach (var variant in Variants(text, bytes)) if (variant.Length <= AccountName.MaxLength) Oracle.Same(name, AccountName.Normalize(variant), "spellings of one account are one account");
        return $"{Ascii.IsValid(name)} {Ascii.IsValid(text)} {name.Length.CompareTo(text.Length)} {name == text}";
    }

    private static IEnumerable<string> Variants(string text, byte[] bytes)
    {
        yield return $" {text}\t";
        yield return text.ToUpperInvariant();
        yield return text.ToLowerInvariant();
        var at = Inputs.Chance(bytes).Next(text.Length + 1);
        if (at > 0 && at < text.Length && !char.IsLowSurrogate(text[at])) yield return text.Insert(at, "\u200d");
        // Full-width forms of what has them.
        yield return new string([.. text.Select(static c => c is > ' ' and <= '~' ? (char)(c + 0xFEE0) : c)]);
    }

    private static string Origin(string text)
    {
        var matcher = new OriginMatcher(["https://app.example.com", "https://*.example.com", "https://*.example.com:8443"]);
        var allowed = matcher.Allows(text);
        var rest = text.StartsWith("https://", StringComparison.Ordinal) ? text[8..] : null;
        var host = rest is not null && rest.EndsWith(":8443", StringComparison.Ordinal) ? rest[..^5] : rest;
        var labels = host is not null && host.EndsWith(".example.com", StringComparison.Ordinal) ? host[..^12].Split('.') : [];
        var expected = labels.Length > 0 && host!.Length <= 253 && labels.All(static l => l.Length is > 0 and <= 63 && l.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && l[0] != '-' && l[^1] != '-');
        Oracle.Holds(!allowed || expected, "an allowed origin is one that was listed", text);
        Oracle.Holds(allowed || !expected || host!.Length > 200, "an origin that was listed is allowed", text);
        if (allowed) Oracle.Holds(Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.EndsWith(".example.com", StringComparison.Ordinal) && uri is { Scheme: "https", Port: 443 or 8443, UserInfo: "", PathAndQuery: "/" }, "System.Uri reads the same origin", text);
        return $"{allowed} {Upgrade(text)} {Math.Min(3, labels.Length)}";
    }

    private static string Upgrade(string origin)
    {
        var outcome = "";
        foreach (var host in (string[])["api.own.example", "api.own.example:443", "api.own.example:8443"])
        {
            var context = new DefaultHttpContext();
            (context.Request.Scheme, context.Request.Headers.Host, context.Request.Headers.Origin) = ("https", host, origin);
            var allows = new UpgradeOrigins([], required: true).Allows(context.Request);
            Oracle.Same(origin == $"https://{(host.EndsWith(":443", StringComparison.Ordinal) ? host[..^4] : host)}", allows, "without a list only the own origin may open a WebSocket");
            outcome += allows;
        }

        return outcome;
    }

    private static string Pattern(string text)
    {
        var shape = RoutePattern.Shape(text);
        Oracle.Same(shape, RoutePattern.Shape(text.ToLowerInvariant()), "letter case makes no difference");
        return $"{shape.Contains('{', StringComparison.Ordinal)} {shape.Contains("**", StringComparison.Ordinal)} {Math.Min(3, shape.Count('/'))} {shape == text}";
    }
}
