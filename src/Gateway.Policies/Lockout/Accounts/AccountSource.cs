namespace Gateway.Policies.Lockout.Accounts;

/// <summary>A kind of place where a request names an account.</summary>
internal enum AccountSourceKind
{
    Basic,
    Header,
    Form,
    Json,
}

/// <summary>An entry of AccountFrom.</summary>
/// <param name="Kind">The kind of place.</param>
/// <param name="Name">The header or field; empty for the others.</param>
/// <param name="Path">The members that a JSON pointer names (RFC 6901), outermost first.</param>
internal readonly record struct AccountSource(AccountSourceKind Kind, string Name, string[] Path)
{
    public const string BasicName = "Basic";

    public bool IsInBody => Kind is AccountSourceKind.Form or AccountSourceKind.Json;

    /// <summary>Reads an entry that the pattern of the option has accepted.</summary>
    public static AccountSource Parse(string text)
    {
        if (text == BasicName) return new(AccountSourceKind.Basic, "", []);
        var (kind, name) = (text[..text.IndexOf(':', StringComparison.Ordinal)], text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        return kind switch
        {
            "Header" => new(AccountSourceKind.Header, name, []),
            "Form" => new(AccountSourceKind.Form, name, []),
            _ => new(AccountSourceKind.Json, "", [.. name.Split('/').Skip(1).Select(Unescape)]),
        };
    }

    // RFC 6901 section 4: in this order.
    private static string Unescape(string member) => member.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
