namespace Gateway.Policies.Authentication;

/// <summary>Compares header names as a CGI-like backend does: letters without case, '_' the same as '-' (HTTP_X_USER is both).</summary>
internal sealed class HeaderNameComparer : IEqualityComparer<string>
{
    private HeaderNameComparer()
    {
    }

    public static HeaderNameComparer Instance { get; } = new();

    public static bool StartsWith(string name, string prefix)
    {
        if (name.Length < prefix.Length) return false;
        for (var i = 0; i < prefix.Length; i++)
            if (Fold(name[i]) != Fold(prefix[i])) return false;
        return true;
    }

    public bool Equals(string? x, string? y) =>
        ReferenceEquals(x, y) || (x is not null && y is not null && x.Length == y.Length && StartsWith(x, y));

    public int GetHashCode(string obj)
    {
        // FNV-1a over at most what Kestrel accepts as a name; the set is small and fixed, so collisions cost one comparison.
        var hash = 2166136261;
        foreach (var c in obj) hash = (hash ^ Fold(c)) * 16777619;
        return (int)hash;
    }

    private static char Fold(char c) => c is '_' ? '-' : char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
}
